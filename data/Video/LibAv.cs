using System.Runtime.InteropServices;
using System.Text;

namespace Actors.Data.Video;

/// <summary>The FFmpeg functions that decoding needs, by their own names, from whichever libraries were loaded.</summary>
/// <remarks>
/// Function pointers and not <c>DllImport</c>, because the same names come from two places in one process. Types are
/// <c>void*</c> where FFmpeg's are opaque; see <see cref="LibAvLayout"/> for the fields that are read.
/// </remarks>
internal sealed unsafe class LibAv
{
    const int LogQuiet = -8;

    public readonly delegate* unmanaged<void**, byte*, void*, void**, int> FormatOpenInput;
    public readonly delegate* unmanaged<void*, void**, int> FormatFindStreamInfo;
    public readonly delegate* unmanaged<void*, int, int, int, void**, int, int> FindBestStream;
    public readonly delegate* unmanaged<void**, void> FormatCloseInput;
    public readonly delegate* unmanaged<void*, void*, int> ReadFrame;
    public readonly delegate* unmanaged<void*, int, nuint*, byte*> StreamGetSideData;
    public readonly delegate* unmanaged<int, byte*> CodecGetName;
    public readonly delegate* unmanaged<int, void*> CodecFindDecoder;
    public readonly delegate* unmanaged<void*, void*> CodecAllocContext;
    public readonly delegate* unmanaged<void*, void*, int> CodecParametersToContext;
    public readonly delegate* unmanaged<void*, void*, void**, int> CodecOpen;
    public readonly delegate* unmanaged<void*, void*, int> CodecSendPacket;
    public readonly delegate* unmanaged<void*, void*, int> CodecReceiveFrame;
    public readonly delegate* unmanaged<void**, void> CodecFreeContext;
    public readonly delegate* unmanaged<void*> PacketAlloc;
    public readonly delegate* unmanaged<void*, void> PacketUnref;
    public readonly delegate* unmanaged<void**, void> PacketFree;
    public readonly delegate* unmanaged<void*> FrameAlloc;
    public readonly delegate* unmanaged<void**, void> FrameFree;
    public readonly delegate* unmanaged<int, int, int, int, int, int, int, void*, void*, double*, void*> ScaleGetContext;
    public readonly delegate* unmanaged<void*, byte**, int*, int, int, byte**, int*, int> Scale;
    public readonly delegate* unmanaged<void*, void> ScaleFreeContext;
    public readonly delegate* unmanaged<int, int*> ScaleGetCoefficients;
    public readonly delegate* unmanaged<void*, int**, int*, int**, int*, int*, int*, int*, int> ScaleGetColorspaceDetails;
    public readonly delegate* unmanaged<void*, int*, int, int*, int, int, int, int, int> ScaleSetColorspaceDetails;

    readonly delegate* unmanaged<void*, byte*, byte*, int, int> optSet;
    readonly delegate* unmanaged<void*, byte*, long, int, int> optSetInt;
    readonly delegate* unmanaged<void*, byte*, int, long*, int> optGetInt;
    readonly delegate* unmanaged<int, byte*, nuint, int> strError;

    /// <summary>Finds every function, checks the version and silences FFmpeg's log.</summary>
    /// <exception cref="EntryPointNotFoundException">The libraries lack a function.</exception>
    /// <exception cref="PlatformNotSupportedException">The libraries are of an unknown major version.</exception>
    public LibAv(LibAvHandles handles)
    {
        Handles = handles;
        (nint format, nint codec, nint util, nint scale, _) = handles;
        FormatOpenInput = (delegate* unmanaged<void**, byte*, void*, void**, int>)NativeLibrary.GetExport(format, "avformat_open_input");
        FormatFindStreamInfo = (delegate* unmanaged<void*, void**, int>)NativeLibrary.GetExport(format, "avformat_find_stream_info");
        FindBestStream = (delegate* unmanaged<void*, int, int, int, void**, int, int>)
            NativeLibrary.GetExport(format, "av_find_best_stream");
        FormatCloseInput = (delegate* unmanaged<void**, void>)NativeLibrary.GetExport(format, "avformat_close_input");
        ReadFrame = (delegate* unmanaged<void*, void*, int>)NativeLibrary.GetExport(format, "av_read_frame");
        StreamGetSideData = (delegate* unmanaged<void*, int, nuint*, byte*>)NativeLibrary.GetExport(format, "av_stream_get_side_data");
        CodecGetName = (delegate* unmanaged<int, byte*>)NativeLibrary.GetExport(codec, "avcodec_get_name");
        CodecFindDecoder = (delegate* unmanaged<int, void*>)NativeLibrary.GetExport(codec, "avcodec_find_decoder");
        CodecAllocContext = (delegate* unmanaged<void*, void*>)NativeLibrary.GetExport(codec, "avcodec_alloc_context3");
        CodecParametersToContext = (delegate* unmanaged<void*, void*, int>)NativeLibrary.GetExport(codec, "avcodec_parameters_to_context");
        CodecOpen = (delegate* unmanaged<void*, void*, void**, int>)NativeLibrary.GetExport(codec, "avcodec_open2");
        CodecSendPacket = (delegate* unmanaged<void*, void*, int>)NativeLibrary.GetExport(codec, "avcodec_send_packet");
        CodecReceiveFrame = (delegate* unmanaged<void*, void*, int>)NativeLibrary.GetExport(codec, "avcodec_receive_frame");
        CodecFreeContext = (delegate* unmanaged<void**, void>)NativeLibrary.GetExport(codec, "avcodec_free_context");
        PacketAlloc = (delegate* unmanaged<void*>)NativeLibrary.GetExport(codec, "av_packet_alloc");
        PacketUnref = (delegate* unmanaged<void*, void>)NativeLibrary.GetExport(codec, "av_packet_unref");
        PacketFree = (delegate* unmanaged<void**, void>)NativeLibrary.GetExport(codec, "av_packet_free");
        FrameAlloc = (delegate* unmanaged<void*>)NativeLibrary.GetExport(util, "av_frame_alloc");
        FrameFree = (delegate* unmanaged<void**, void>)NativeLibrary.GetExport(util, "av_frame_free");
        ScaleGetContext = (delegate* unmanaged<int, int, int, int, int, int, int, void*, void*, double*, void*>)
            NativeLibrary.GetExport(scale, "sws_getContext");
        Scale = (delegate* unmanaged<void*, byte**, int*, int, int, byte**, int*, int>)NativeLibrary.GetExport(scale, "sws_scale");
        ScaleFreeContext = (delegate* unmanaged<void*, void>)NativeLibrary.GetExport(scale, "sws_freeContext");
        ScaleGetCoefficients = (delegate* unmanaged<int, int*>)NativeLibrary.GetExport(scale, "sws_getCoefficients");
        ScaleGetColorspaceDetails = (delegate* unmanaged<void*, int**, int*, int**, int*, int*, int*, int*, int>)
            NativeLibrary.GetExport(scale, "sws_getColorspaceDetails");
        ScaleSetColorspaceDetails = (delegate* unmanaged<void*, int*, int, int*, int, int, int, int, int>)
            NativeLibrary.GetExport(scale, "sws_setColorspaceDetails");
        optSet = (delegate* unmanaged<void*, byte*, byte*, int, int>)NativeLibrary.GetExport(util, "av_opt_set");
        optSetInt = (delegate* unmanaged<void*, byte*, long, int, int>)NativeLibrary.GetExport(util, "av_opt_set_int");
        optGetInt = (delegate* unmanaged<void*, byte*, int, long*, int>)NativeLibrary.GetExport(util, "av_opt_get_int");
        strError = (delegate* unmanaged<int, byte*, nuint, int>)NativeLibrary.GetExport(util, "av_strerror");

        // avutil_version is not exported everywhere; every AVClass carries the same number.
        var classOf = (delegate* unmanaged<byte*>)NativeLibrary.GetExport(codec, "avcodec_get_class");
        uint version = *(uint*)(classOf() + LibAvLayout.ClassVersion);
        Layout = LibAvLayout.Of(version);
        Description = $"{Layout.Generation} (libavutil {version >> 16}.{(version >> 8) & 0xff}.{version & 0xff}): {handles.Origin}";
        ((delegate* unmanaged<int, void>)NativeLibrary.GetExport(util, "av_log_set_level"))(LogQuiet);
    }

    /// <summary>The libraries.</summary>
    public LibAvHandles Handles { get; }

    /// <summary>Offsets of the fields in use.</summary>
    public LibAvLayout Layout { get; }

    /// <summary>Generation, version and origin, in one line.</summary>
    public string Description { get; }

    /// <summary>Sets an option of a context by its text.</summary>
    /// <exception cref="InvalidOperationException">FFmpeg refuses it.</exception>
    public void SetOption(void* context, string name, string value)
    {
        int result;
        fixed (byte* namePointer = Utf8(name), valuePointer = Utf8(value))
        {
            result = optSet(context, namePointer, valuePointer, 0);
        }

        RequireSet(name, value, result);
    }

    /// <summary>Sets an integer option of a context.</summary>
    /// <exception cref="InvalidOperationException">FFmpeg refuses it.</exception>
    public void SetOption(void* context, string name, long value)
    {
        int result;
        fixed (byte* namePointer = Utf8(name))
        {
            result = optSetInt(context, namePointer, value, 0);
        }

        RequireSet(name, value, result);
    }

    /// <summary>An integer option of a context. The name is NUL-terminated UTF-8, since this is asked for every frame.</summary>
    public int GetOption(void* context, ReadOnlySpan<byte> nameWithNul)
    {
        long value = 0;
        fixed (byte* name = nameWithNul)
        {
            return optGetInt(context, name, 0, &value) < 0 ? 0 : (int)value;
        }
    }

    /// <summary>What FFmpeg says about an error code.</summary>
    public string Explain(int code)
    {
        byte* text = stackalloc byte[256];
        return strError(code, text, 256) < 0 ? $"error {code}" : Marshal.PtrToStringUTF8((nint)text) ?? $"error {code}";
    }

    /// <summary>A NUL-terminated UTF-8 copy.</summary>
    public static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text + "\0");

    void RequireSet<T>(string name, T value, int result)
    {
        if (result < 0)
        {
            throw new InvalidOperationException($"FFmpeg refuses option {name} = {value}: {Explain(result)} ({Description})");
        }
    }
}
