namespace Actors.Data.Video;

/// <summary>Decodes one file through <see cref="LibAv"/>, from its first frame on, on the calling thread.</summary>
internal sealed unsafe class LibAvReader : IVideoReader
{
    /// <summary>A broken decoder could answer a drain with errors for ever.</summary>
    const int MaxDrainErrors = 256;

    /// <summary>One RGB frame must fit one span. Pixels.</summary>
    const long MaxPixels = 600_000_000;

    readonly LibAv libav;
    readonly string path;
    readonly LibAvInput input;
    readonly (int Width, int Height) stored;
    void* codec;
    void* packet;
    void* frame;
    LibAvScaler? scaler;
    bool draining;
    bool firstIsWaiting;
    bool hasFrame;
    bool disposed;
    int lastError;

    /// <summary>Opens the file and decodes its first frame, whose size is the size of all.</summary>
    /// <exception cref="VideoException">The file cannot be read as video.</exception>
    public LibAvReader(LibAv libav, string path)
    {
        this.libav = libav;
        this.path = path;
        input = new LibAvInput(libav, path);
        try
        {
            OpenCodec();
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
        }
        catch
        {
            Dispose();
            throw;
        }

        stored = (*(int*)((byte*)frame + LibAvLayout.FrameWidth), *(int*)((byte*)frame + LibAvLayout.FrameHeight));
        (Width, Height) = input.Orientation.Transposes ? (stored.Height, stored.Width) : stored;
        firstIsWaiting = true;
    }

    /// <inheritdoc/>
    public string Codec => input.Codec;

    /// <inheritdoc/>
    public int Width { get; }

    /// <inheritdoc/>
    public int Height { get; }

    /// <inheritdoc/>
    public double FramesPerSecond => input.FramesPerSecond;

    /// <inheritdoc/>
    public int Rotation => input.Orientation.Degrees;

    /// <inheritdoc/>
    public int ReadErrors { get; private set; }

    /// <summary>The size that the container states, before rotation; the proof compares it with the frames'.</summary>
    internal (int Width, int Height) StatedSize => input.StatedSize;

    /// <inheritdoc/>
    public bool Next()
    {
        ObjectDisposedException.ThrowIf(disposed, this);
        hasFrame = firstIsWaiting || Decode();
        firstIsWaiting = false;
        return hasFrame;
    }

    /// <inheritdoc/>
    public void CopyRgb(Span<byte> frame_HWC)
    {
        ObjectDisposedException.ThrowIf(disposed, this);
        if (!hasFrame)
        {
            throw new InvalidOperationException($"{path}: there is no current frame; call Next and see that it gives true");
        }

        if (frame_HWC.Length != Width * Height * 3)
        {
            throw new ArgumentException(
                $"a frame of {Width}x{Height} takes {Width * Height * 3} bytes, there are {frame_HWC.Length}", nameof(frame_HWC));
        }

        scaler ??= new LibAvScaler(libav, path, stored.Width, stored.Height);
        int colorspace = libav.GetOption(codec, "colorspace\0"u8);
        int range = libav.GetOption(codec, "color_range\0"u8);
        ReadOnlySpan<byte> pixels = scaler.Scale(frame, colorspace, range);
        input.Orientation.Copy(pixels, scaler.Stride, stored.Width, stored.Height, frame_HWC);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        disposed = true;
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

        input.Dispose();
    }

    void OpenCodec()
    {
        void* decoder = libav.CodecFindDecoder(input.CodecId);
        if (decoder == null)
        {
            throw new VideoException(VideoFault.NoCodec, path, $"it is {Codec}, for which there is no decoder in {libav.Description}");
        }

        codec = libav.CodecAllocContext(decoder);
        if (codec == null)
        {
            throw new InsufficientMemoryException($"{path}: FFmpeg could not allocate a {Codec} decoder");
        }

        int result = libav.CodecParametersToContext(codec, input.Parameters);
        if (result >= 0)
        {
            // One thread: readers run side by side, and frame threads would change how damaged streams decode.
            // Bit-exact: without it some XviD streams (two of 15 UCF101 clips) decode differently with FFmpeg 5 and 7.
            libav.SetOption(codec, "threads", 1);
            libav.SetOption(codec, "max_pixels", MaxPixels);
            libav.SetOption(codec, "flags", "+bitexact");
            result = libav.CodecOpen(codec, decoder, null);
        }

        if (result < 0)
        {
            throw new VideoException(VideoFault.NoCodec, path, $"its {Codec} decoder does not open: {libav.Explain(result)}");
        }
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
        int result = input.Read(packet);
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

    // FFmpeg's own AV1 decoder opens anywhere and then says that it needs hardware.
    VideoException NoFrames() => lastError == LibAvError.NotImplemented
        ? new(VideoFault.NoCodec, path, $"it is {Codec}, for which there is no decoder without special hardware in {libav.Description}")
        : new(VideoFault.NoFrames, path, lastError == 0
            ? $"its {Codec} stream ended without one frame"
            : $"its {Codec} stream ended without one frame; {ReadErrors} read errors, the last: {libav.Explain(lastError)}");
}
