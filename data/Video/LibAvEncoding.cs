using System.Runtime.InteropServices;

namespace Actors.Data.Video;

/// <summary>The FFmpeg functions that writing needs besides those of <see cref="LibAv"/>.</summary>
internal sealed unsafe class LibAvEncoding
{
    /// <summary>What MPEG-4 allows as a denominator of the frame duration.</summary>
    const int MaxDenominator = 65535;

    public readonly delegate* unmanaged<void**, void*, byte*, byte*, int> FormatAllocOutput;
    public readonly delegate* unmanaged<void*, void*, void*> FormatNewStream;
    public readonly delegate* unmanaged<void*, void**, int> FormatWriteHeader;
    public readonly delegate* unmanaged<void*, void*, int> WriteFrame;
    public readonly delegate* unmanaged<void*, int> WriteTrailer;
    public readonly delegate* unmanaged<void*, void> FormatFreeContext;
    public readonly delegate* unmanaged<void**, byte*, int, int> IoOpen;
    public readonly delegate* unmanaged<void**, int> IoClose;
    public readonly delegate* unmanaged<byte*, void*> CodecFindEncoder;
    public readonly delegate* unmanaged<void*, void*, int> CodecParametersFromContext;
    public readonly delegate* unmanaged<void*, void*, int> CodecSendFrame;
    public readonly delegate* unmanaged<void*, void*, int> CodecReceivePacket;
    public readonly delegate* unmanaged<void*, LibAvRational, LibAvRational, void> PacketRescaleTimes;
    public readonly delegate* unmanaged<void*, int, int> FrameGetBuffer;
    public readonly delegate* unmanaged<void*, int> FrameMakeWritable;

    readonly delegate* unmanaged<void*, byte*, LibAvRational, int, int> optSetRational;
    readonly delegate* unmanaged<double, int, LibAvRational> toRational;

    /// <summary>Finds every function.</summary>
    /// <exception cref="EntryPointNotFoundException">The libraries lack one.</exception>
    public LibAvEncoding(LibAv libav)
    {
        LibAv = libav;
        (nint format, nint codec, nint util, _, _) = libav.Handles;
        FormatAllocOutput = (delegate* unmanaged<void**, void*, byte*, byte*, int>)
            NativeLibrary.GetExport(format, "avformat_alloc_output_context2");
        FormatNewStream = (delegate* unmanaged<void*, void*, void*>)NativeLibrary.GetExport(format, "avformat_new_stream");
        FormatWriteHeader = (delegate* unmanaged<void*, void**, int>)NativeLibrary.GetExport(format, "avformat_write_header");
        WriteFrame = (delegate* unmanaged<void*, void*, int>)NativeLibrary.GetExport(format, "av_interleaved_write_frame");
        WriteTrailer = (delegate* unmanaged<void*, int>)NativeLibrary.GetExport(format, "av_write_trailer");
        FormatFreeContext = (delegate* unmanaged<void*, void>)NativeLibrary.GetExport(format, "avformat_free_context");
        IoOpen = (delegate* unmanaged<void**, byte*, int, int>)NativeLibrary.GetExport(format, "avio_open");
        IoClose = (delegate* unmanaged<void**, int>)NativeLibrary.GetExport(format, "avio_closep");
        CodecFindEncoder = (delegate* unmanaged<byte*, void*>)NativeLibrary.GetExport(codec, "avcodec_find_encoder_by_name");
        CodecParametersFromContext = (delegate* unmanaged<void*, void*, int>)
            NativeLibrary.GetExport(codec, "avcodec_parameters_from_context");
        CodecSendFrame = (delegate* unmanaged<void*, void*, int>)NativeLibrary.GetExport(codec, "avcodec_send_frame");
        CodecReceivePacket = (delegate* unmanaged<void*, void*, int>)NativeLibrary.GetExport(codec, "avcodec_receive_packet");
        PacketRescaleTimes = (delegate* unmanaged<void*, LibAvRational, LibAvRational, void>)
            NativeLibrary.GetExport(codec, "av_packet_rescale_ts");
        FrameGetBuffer = (delegate* unmanaged<void*, int, int>)NativeLibrary.GetExport(util, "av_frame_get_buffer");
        FrameMakeWritable = (delegate* unmanaged<void*, int>)NativeLibrary.GetExport(util, "av_frame_make_writable");
        optSetRational = (delegate* unmanaged<void*, byte*, LibAvRational, int, int>)NativeLibrary.GetExport(util, "av_opt_set_q");
        toRational = (delegate* unmanaged<double, int, LibAvRational>)NativeLibrary.GetExport(util, "av_d2q");
    }

    /// <summary>The functions for decoding.</summary>
    public LibAv LibAv { get; }

    /// <summary>The nearest fraction that MPEG-4 can state, such as 30000/1001 for 29.97002997.</summary>
    public LibAvRational ToRational(double value) => toRational(value, MaxDenominator);

    /// <summary>Sets a fraction option of a context.</summary>
    /// <exception cref="InvalidOperationException">FFmpeg refuses it.</exception>
    public void SetOption(void* context, string name, LibAvRational value)
    {
        int result;
        fixed (byte* pointer = LibAv.Utf8(name))
        {
            result = optSetRational(context, pointer, value, 0);
        }

        if (result < 0)
        {
            throw new InvalidOperationException(
                $"FFmpeg refuses option {name} = {value.Numerator}/{value.Denominator}: {LibAv.Explain(result)} ({LibAv.Description})");
        }
    }
}
