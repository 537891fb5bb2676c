using System.Runtime.InteropServices;

namespace Actors.Data.Video;

/// <summary>An opened container and its best video stream, before decoding.</summary>
internal sealed unsafe class LibAvInput : IDisposable
{
    const int MediaVideo = 0;
    const int SideDataDisplayMatrix = 5;

    readonly LibAv libav;
    readonly int stream;
    void* format;

    /// <summary>Opens the file and describes its best video stream.</summary>
    /// <exception cref="VideoException">It does not open or has no video stream.</exception>
    public LibAvInput(LibAv libav, string path)
    {
        this.libav = libav;
        try
        {
            Open(path);

            // Not "the best that can be decoded": a cover picture must not stand in for a film in a codec that is not there.
            stream = libav.FindBestStream(format, MediaVideo, -1, -1, null, 0);
            if (stream < 0)
            {
                throw new VideoException(VideoFault.NoVideoStream, path, $"it has no video stream: {libav.Explain(stream)}");
            }
        }
        catch
        {
            Dispose();
            throw;
        }

        LibAvLayout layout = libav.Layout;
        byte* record = (*(byte***)((byte*)format + LibAvLayout.FormatStreams))[stream];
        Parameters = *(byte**)(record + layout.StreamParameters);
        CodecId = *(int*)(Parameters + LibAvLayout.ParametersCodec);
        Codec = Marshal.PtrToStringUTF8((nint)libav.CodecGetName(CodecId)) ?? "unknown";
        FramesPerSecond = (*(LibAvRational*)(record + layout.StreamAverageFrameRate)).Value;
        StatedSize = (*(int*)(Parameters + layout.ParametersWidth), *(int*)(Parameters + layout.ParametersHeight));
        Orientation = ReadOrientation(record);
    }

    /// <summary>FFmpeg's number of the codec.</summary>
    public int CodecId { get; }

    /// <summary>FFmpeg's name of the codec.</summary>
    public string Codec { get; }

    /// <summary>The stream's <c>AVCodecParameters</c>.</summary>
    public byte* Parameters { get; }

    /// <summary>Average frame rate that the container states, in frames per second; 0 when it states none.</summary>
    public double FramesPerSecond { get; }

    /// <summary>The size that the container states, before rotation, in pixels. Frames may differ.</summary>
    public (int Width, int Height) StatedSize { get; }

    /// <summary>How stored frames are turned to stand upright.</summary>
    public VideoOrientation Orientation { get; }

    /// <summary>Reads the stream's next packet; negative at the end of the file and when reading fails.</summary>
    public int Read(void* packet)
    {
        int result;
        do
        {
            libav.PacketUnref(packet);
            result = libav.ReadFrame(format, packet);
        }
        while (result >= 0 && *(int*)((byte*)packet + LibAvLayout.PacketStream) != stream);

        return result;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        fixed (void** pointer = &format)
        {
            libav.FormatCloseInput(pointer);
        }
    }

    void Open(string path)
    {
        // A full path begins with a slash, so no name can be taken for a protocol ("a:b.mp4").
        int result;
        fixed (void** opened = &format)
        fixed (byte* url = LibAv.Utf8(Path.GetFullPath(path)))
        {
            result = libav.FormatOpenInput(opened, url, null, null);
        }

        if (result < 0)
        {
            throw new VideoException(VideoFault.OpenFailed, path, $"it does not open as a video file: {libav.Explain(result)}");
        }

        result = libav.FormatFindStreamInfo(format, null);
        if (result < 0)
        {
            throw new VideoException(VideoFault.NoStreamInfo, path, $"its streams could not be described: {libav.Explain(result)}");
        }
    }

    VideoOrientation ReadOrientation(byte* record)
    {
        nuint bytes = 0;
        byte* matrix = libav.StreamGetSideData(record, SideDataDisplayMatrix, &bytes);
        return matrix != null && bytes >= 9 * sizeof(int)
            ? VideoOrientation.FromDisplayMatrix(new ReadOnlySpan<int>(matrix, 9))
            : VideoOrientation.Upright;
    }
}
