using System.Runtime.InteropServices;

namespace Actors.Data.Video;

/// <summary>Decodes one file through <see cref="LibAv"/>, from its first frame on, on the calling thread.</summary>
internal sealed unsafe class LibAvReader : IVideoReader
{
    const int MediaVideo = 0;
    const int SideDataDisplayMatrix = 5;

    /// <summary>A broken decoder could answer a drain with errors for ever.</summary>
    const int MaxDrainErrors = 256;

    /// <summary>One RGB frame must fit one span. Pixels.</summary>
    const long MaxPixels = 600_000_000;

    readonly LibAv libav;
    readonly string path;
    readonly int stream;
    readonly VideoOrientation orientation;
    readonly int storedWidth;
    readonly int storedHeight;
    void* format;
    void* codec;
    void* packet;
    void* frame;
    LibAvScaler? scaler;
    bool draining;
    bool firstIsWaiting;
    bool hasFrame;
    int lastError;

    /// <summary>Opens the file and decodes its first frame, whose size is the size of all.</summary>
    /// <exception cref="VideoException">The file cannot be read as video.</exception>
    public LibAvReader(LibAv libav, string path)
    {
        this.libav = libav;
        this.path = path;
        try
        {
            format = OpenFormat();
            stream = libav.FindBestStream(format, MediaVideo, -1, -1, null, 0);
            if (stream < 0)
            {
                throw Fault(VideoFault.NoVideoStream, "it has no video stream", stream);
            }

            LibAvLayout layout = libav.Layout;
            byte* record = (*(byte***)((byte*)format + LibAvLayout.FormatStreams))[stream];
            byte* parameters = *(byte**)(record + layout.StreamParameters);
            int codecId = *(int*)(parameters + LibAvLayout.ParametersCodec);
            Codec = Marshal.PtrToStringUTF8((nint)libav.CodecGetName(codecId)) ?? "unknown";
            FramesPerSecond = (*(LibAvRational*)(record + layout.StreamAverageFrameRate)).Value;
            StatedSize = (*(int*)(parameters + layout.ParametersWidth), *(int*)(parameters + layout.ParametersHeight));
            orientation = ReadOrientation(record);
            codec = OpenCodec(codecId, parameters);
            packet = libav.PacketAlloc();
            frame = libav.FrameAlloc();
            if (packet == null || frame == null)
            {
                throw new InsufficientMemoryException($"{path}: FFmpeg could not allocate a packet and a frame");
            }

            if (!Decode())
            {
                throw NoFrames();
            }

            (storedWidth, storedHeight) = FrameSize();
            (Width, Height) = orientation.Transposes ? (storedHeight, storedWidth) : (storedWidth, storedHeight);
            firstIsWaiting = true;
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public string Codec { get; } = "";

    /// <inheritdoc/>
    public int Width { get; }

    /// <inheritdoc/>
    public int Height { get; }

    /// <inheritdoc/>
    public double FramesPerSecond { get; }

    /// <inheritdoc/>
    public int Rotation => orientation.Degrees;

    /// <inheritdoc/>
    public int ReadErrors { get; private set; }

    /// <summary>The size that the container states, before rotation; the proof compares it with the frames'.</summary>
    internal (int Width, int Height) StatedSize { get; }

    /// <inheritdoc/>
    public bool Next()
    {
        ObjectDisposedException.ThrowIf(format == null, this);
        hasFrame = firstIsWaiting || Decode();
        firstIsWaiting = false;
        return hasFrame;
    }

    /// <inheritdoc/>
    public void CopyRgb(Span<byte> frame_HWC)
    {
        ObjectDisposedException.ThrowIf(format == null, this);
        if (!hasFrame)
        {
            throw new InvalidOperationException($"{path}: there is no current frame; call Next and see that it gives true");
        }

        if (frame_HWC.Length != Width * Height * 3)
        {
            throw new ArgumentException($"a frame of {Width}x{Height} takes {Width * Height * 3} bytes, there are {frame_HWC.Length}", nameof(frame_HWC));
        }

        scaler ??= new LibAvScaler(libav, path, storedWidth, storedHeight);
        ReadOnlySpan<byte> stored = scaler.Scale(frame, libav.GetOption(codec, "colorspace\0"u8), libav.GetOption(codec, "color_range\0"u8));
        orientation.Copy(stored, scaler.Stride, storedWidth, storedHeight, frame_HWC);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        scaler?.Dispose();
        scaler = null;
        fixed (void** pointer = &frame)
        {
            libav.FrameFree(pointer);
        }

        fixed (void** pointer = &packet)
        {
            libav.PacketFree(pointer);
        }

        fixed (void** pointer = &codec)
        {
            libav.CodecFreeContext(pointer);
        }

        fixed (void** pointer = &format)
        {
            libav.FormatCloseInput(pointer);
        }
    }

    void* OpenFormat()
    {
        // A full path begins with a slash, so no name can be taken for a protocol ("a:b.mp4").
        void* opened = null;
        int result;
        fixed (byte* url = LibAv.Utf8(System.IO.Path.GetFullPath(path)))
        {
            result = libav.FormatOpenInput(&opened, url, null, null);
        }

        if (result < 0)
        {
            throw Fault(VideoFault.OpenFailed, "it does not open as a video file", result);
        }

        result = libav.FormatFindStreamInfo(opened, null);
        if (result < 0)
        {
            libav.FormatCloseInput(&opened);
            throw Fault(VideoFault.NoStreamInfo, "its streams could not be described", result);
        }

        return opened;
    }

    void* OpenCodec(int codecId, byte* parameters)
    {
        void* decoder = libav.CodecFindDecoder(codecId);
        if (decoder == null)
        {
            throw new VideoException(VideoFault.NoCodec, path, $"it is {Codec}, for which there is no decoder in {libav.Description}");
        }

        void* context = libav.CodecAllocContext(decoder);
        int result = context == null ? -12 : libav.CodecParametersToContext(context, parameters);
        if (result >= 0)
        {
            // One thread: readers run side by side, and frame threads would change how damaged streams decode.
            libav.SetOption(context, "threads", 1);
            libav.SetOption(context, "max_pixels", MaxPixels);
            libav.SetOption(context, "flags", "+bitexact");
            result = libav.CodecOpen(context, decoder, null);
        }

        if (result < 0)
        {
            libav.CodecFreeContext(&context);
            throw Fault(VideoFault.NoCodec, $"its {Codec} decoder does not open", result);
        }

        return context;
    }

    VideoOrientation ReadOrientation(byte* record)
    {
        nuint bytes = 0;
        byte* matrix = libav.StreamGetSideData(record, SideDataDisplayMatrix, &bytes);
        return matrix != null && bytes >= 9 * sizeof(int)
            ? VideoOrientation.FromDisplayMatrix(new ReadOnlySpan<int>(matrix, 9))
            : VideoOrientation.Upright;
    }

    bool Decode()
    {
        int drainErrors = 0;
        while (true)
        {
            int result = libav.CodecReceiveFrame(codec, frame);
            if (result >= 0)
            {
                return true;
            }

            if (result == LibAvError.EndOfFile)
            {
                return false;
            }

            if (result != LibAvError.Again)
            {
                CountError(result);
            }

            if (!draining)
            {
                SendPacket();
            }
            else if (result == LibAvError.Again || ++drainErrors == MaxDrainErrors)
            {
                return false;
            }
        }
    }

    void SendPacket()
    {
        int result;
        do
        {
            libav.PacketUnref(packet);
            result = libav.ReadFrame(format, packet);
        }
        while (result >= 0 && *(int*)((byte*)packet + LibAvLayout.PacketStream) != stream);

        if (result < 0)
        {
            draining = true;
            if (result != LibAvError.EndOfFile)
            {
                CountError(result);
            }

            _ = libav.CodecSendPacket(codec, null);
            return;
        }

        result = libav.CodecSendPacket(codec, packet);
        libav.PacketUnref(packet);
        if (result < 0)
        {
            CountError(result);
        }
    }

    void CountError(int code)
    {
        ReadErrors++;
        lastError = code;
    }

    (int Width, int Height) FrameSize() =>
        (*(int*)((byte*)frame + LibAvLayout.FrameWidth), *(int*)((byte*)frame + LibAvLayout.FrameHeight));

    // FFmpeg's own AV1 decoder opens anywhere and then says that it needs hardware.
    VideoException NoFrames() => lastError == LibAvError.NotImplemented
        ? new(VideoFault.NoCodec, path, $"it is {Codec}, for which there is no decoder without special hardware in {libav.Description}")
        : new(VideoFault.NoFrames, path, lastError == 0
            ? $"its {Codec} stream ended without one frame"
            : $"its {Codec} stream ended without one frame; {ReadErrors} read errors, the last: {libav.Explain(lastError)}");

    VideoException Fault(VideoFault fault, string what, int code) => new(fault, path, $"{what}: {libav.Explain(code)}");
}
