using System.Runtime.InteropServices;

namespace Actors.Data.Video;

/// <summary>Encodes RGB frames as MPEG-4 Part 2 into one mp4 file through <see cref="LibAvEncoding"/>.</summary>
internal sealed unsafe class LibAvMuxer : IDisposable
{
    const int MediaVideo = 0, PixelFormatYuv420 = 0, PixelFormatRgb24 = 2, IoWrite = 2;
    const int Bilinear = 2, AccurateRounding = 0x40000, BitExact = 0x80000;

    /// <summary>Constant quantiser: 2 is the finest that decoders agree on.</summary>
    const int Quantiser = 2;

    /// <summary>swscale reads whole registers: rows begin on, and the buffer ends with, this many bytes to spare.</summary>
    const int Padding = 64;

    readonly LibAv libav;
    readonly LibAvEncoding encoding;
    readonly string path;
    readonly int width;
    readonly int height;
    readonly LibAvRational tick;
    readonly int stride;
    void* format;
    void* codec;
    void* packet;
    void* frame;
    void* scale;
    byte* pixels;
    byte* stream;
    long frames;

    /// <summary>Opens the file and writes its header.</summary>
    /// <exception cref="IOException">FFmpeg cannot.</exception>
    public LibAvMuxer(LibAvEncoding encoding, string path, int width, int height, double framesPerSecond)
    {
        this.encoding = encoding;
        libav = encoding.LibAv;
        this.path = path;
        this.width = width;
        this.height = height;
        LibAvRational rate = encoding.ToRational(framesPerSecond);
        tick = new(rate.Denominator, rate.Numerator);
        stride = (((width + 1) * 3) + Padding - 1) & -Padding;
        try
        {
            OpenStream();
            OpenCodec(rate);
            OpenFile();
            AllocateFrame();
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Encodes one frame <c>[height, width, 3]</c>.</summary>
    public void Write(ReadOnlySpan<byte> frame_HWC)
    {
        ObjectDisposedException.ThrowIf(format == null, this);
        if (frame_HWC.Length != width * height * 3)
        {
            throw new ArgumentException(
                $"a frame of {width}x{height} takes {width * height * 3} bytes, there are {frame_HWC.Length}", nameof(frame_HWC));
        }

        // The encoder may still refer to the last frame's pixels.
        Require(encoding.FrameMakeWritable(frame), "frame buffer");
        CopyPadded(frame_HWC);
        byte** planes = stackalloc byte*[4] { pixels, null, null, null };
        int* strides = stackalloc int[4] { stride, 0, 0, 0 };
        int rows = libav.Scale(scale, planes, strides, 0, height, (byte**)frame, (int*)((byte*)frame + LibAvLayout.FrameLineSize));
        Require(rows == height ? 0 : Math.Min(rows, -1), "conversion to YUV");
        *(long*)((byte*)frame + LibAvLayout.FramePts) = frames++;
        Require(encoding.CodecSendFrame(codec, frame), "encoder");
        WritePackets();
    }

    /// <summary>Writes what the encoder still holds and the index, and closes the file.</summary>
    public void Finish()
    {
        ObjectDisposedException.ThrowIf(format == null, this);
        Require(encoding.CodecSendFrame(codec, null), "encoder");
        WritePackets();
        Require(encoding.WriteTrailer(format), "index");
        Require(encoding.IoClose((void**)((byte*)format + LibAvLayout.FormatIo)), "closing");
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        libav.ScaleFreeContext(scale);
        scale = null;
        NativeMemory.AlignedFree(pixels);
        pixels = null;
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

        if (format != null)
        {
            _ = encoding.IoClose((void**)((byte*)format + LibAvLayout.FormatIo));
            encoding.FormatFreeContext(format);
            format = null;
        }
    }

    void OpenStream()
    {
        fixed (void** opened = &format)
        fixed (byte* name = "mp4\0"u8, url = LibAv.Utf8(path))
        {
            Require(encoding.FormatAllocOutput(opened, null, name, url), "container");
        }

        // Without it the file would name the version of the library that wrote it.
        libav.SetOption(format, "fflags", "+bitexact");
        stream = (byte*)encoding.FormatNewStream(format, null);
        Require(stream == null ? -1 : 0, "stream");
    }

    void OpenCodec(LibAvRational rate)
    {
        void* encoder;
        fixed (byte* name = "mpeg4\0"u8)
        {
            encoder = encoding.CodecFindEncoder(name);
        }

        if (encoder == null)
        {
            throw new IOException($"{path}: there is no mpeg4 encoder in {libav.Description}");
        }

        // No option sets the picture's size and format; the stream's description, which must hold them anyway, carries them over.
        byte* parameters = *(byte**)(stream + libav.Layout.StreamParameters);
        *(int*)(parameters + LibAvLayout.ParametersType) = MediaVideo;
        *(int*)(parameters + libav.Layout.ParametersPixelFormat) = PixelFormatYuv420;
        *(int*)(parameters + libav.Layout.ParametersWidth) = width;
        *(int*)(parameters + libav.Layout.ParametersHeight) = height;
        codec = libav.CodecAllocContext(encoder);
        Require(codec == null ? -1 : libav.CodecParametersToContext(codec, parameters), "encoder");
        libav.SetOption(codec, "flags", "+bitexact+global_header");
        libav.SetOption(codec, "threads", 1);
        libav.SetOption(codec, "g", VideoWriter.GroupOfPictures);
        libav.SetOption(codec, "qmin", Quantiser);
        libav.SetOption(codec, "qmax", Quantiser);
        encoding.SetOption(codec, "time_base", tick);
        Require(libav.CodecOpen(codec, encoder, null), "encoder");
        Require(encoding.CodecParametersFromContext(parameters, codec), "stream");
        *(LibAvRational*)(stream + libav.Layout.StreamTimeBase) = tick;
        *(LibAvRational*)(stream + libav.Layout.StreamAverageFrameRate) = rate;
    }

    void OpenFile()
    {
        fixed (byte* url = LibAv.Utf8(path))
        {
            Require(encoding.IoOpen((void**)((byte*)format + LibAvLayout.FormatIo), url, IoWrite), "file");
        }

        Require(encoding.FormatWriteHeader(format, null), "header");
    }

    void AllocateFrame()
    {
        packet = libav.PacketAlloc();
        frame = libav.FrameAlloc();
        Require(packet == null || frame == null ? -1 : 0, "frame buffer");
        *(int*)((byte*)frame + LibAvLayout.FrameWidth) = width;
        *(int*)((byte*)frame + LibAvLayout.FrameHeight) = height;
        *(int*)((byte*)frame + LibAvLayout.FramePixelFormat) = PixelFormatYuv420;
        Require(encoding.FrameGetBuffer(frame, 0), "frame buffer");
        scale = libav.ScaleGetContext(
            width, height, PixelFormatRgb24, width, height, PixelFormatYuv420, Bilinear | AccurateRounding | BitExact, null, null, null);
        Require(scale == null ? -1 : 0, "conversion to YUV");
        nuint bytes = checked(((nuint)stride * (nuint)height) + Padding);
        pixels = (byte*)NativeMemory.AlignedAlloc(bytes, Padding);
        NativeMemory.Clear(pixels, bytes);
    }

    // Colour is averaged over pairs of pixels, the last of an odd width with the pixel behind the row: that must be its own copy.
    void CopyPadded(ReadOnlySpan<byte> frame_HWC)
    {
        int bytes = width * 3;
        for (int y = 0; y < height; y++)
        {
            var row = new Span<byte>(pixels + ((nint)y * stride), stride);
            frame_HWC.Slice(y * bytes, bytes).CopyTo(row);
            row.Slice(bytes - 3, 3).CopyTo(row[bytes..]);
        }
    }

    void WritePackets()
    {
        while (true)
        {
            int result = encoding.CodecReceivePacket(codec, packet);
            if (result == LibAvError.Again || result == LibAvError.EndOfFile)
            {
                return;
            }

            Require(result, "encoder");

            // Encoders of some versions leave the duration out, and the last frame's would be lost.
            *(int*)((byte*)packet + LibAvLayout.PacketStream) = 0;
            *(long*)((byte*)packet + LibAvLayout.PacketDuration) = 1;
            encoding.PacketRescaleTimes(packet, tick, *(LibAvRational*)(stream + libav.Layout.StreamTimeBase));
            Require(encoding.WriteFrame(format, packet), "packet");
        }
    }

    void Require(int result, string what)
    {
        if (result < 0)
        {
            throw new IOException($"{path}: video not written, {what} {width}x{height} after {frames} frames: {libav.Explain(result)}");
        }
    }
}
