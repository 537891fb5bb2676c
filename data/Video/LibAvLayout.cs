namespace Actors.Data.Video;

/// <summary>Where the few struct fields lie that FFmpeg gives no function for, in bytes, per major version.</summary>
/// <remarks>
/// Source: <c>libavformat/avformat.h</c>, <c>libavcodec/codec_par.h</c>, <c>packet.h</c> and <c>libavutil/frame.h</c> of FFmpeg 5, 6 and 7
/// on 64-bit machines. FFmpeg keeps the layout within a major version. <see cref="DecoderProof"/> checks it at load.
/// </remarks>
internal sealed record LibAvLayout
{
    // The same in all three generations.
    public const int ClassVersion = 24;
    public const int FormatIo = 32, FormatStreams = 48;
    public const int ParametersType = 0, ParametersCodec = 4;
    public const int PacketStream = 36, PacketDuration = 64;
    public const int FrameLineSize = 64, FrameWidth = 104, FrameHeight = 108, FramePixelFormat = 116, FramePts = 136;

    LibAvLayout()
    {
    }

    /// <summary>The generation, for people.</summary>
    public required string Generation { get; init; }

    public required int StreamTimeBase { get; init; }

    public required int StreamAverageFrameRate { get; init; }

    public required int StreamParameters { get; init; }

    public required int ParametersPixelFormat { get; init; }

    public required int ParametersWidth { get; init; }

    public int ParametersHeight => ParametersWidth + 4;

    /// <summary>The layout that goes with a libavutil version (<c>major &lt;&lt; 16 | minor &lt;&lt; 8 | micro</c>).</summary>
    /// <exception cref="PlatformNotSupportedException">No layout is known for it.</exception>
    public static LibAvLayout Of(uint utilVersion) => (utilVersion >> 16) switch
    {
        57 => new()
        {
            Generation = "FFmpeg 5",
            StreamTimeBase = 16,
            StreamAverageFrameRate = 72,
            StreamParameters = 208,
            ParametersPixelFormat = 28,
            ParametersWidth = 56,
        },
        58 => new()
        {
            Generation = "FFmpeg 6",
            StreamTimeBase = 32,
            StreamAverageFrameRate = 88,
            StreamParameters = 16,
            ParametersPixelFormat = 28,
            ParametersWidth = 56,
        },
        59 => new()
        {
            Generation = "FFmpeg 7",
            StreamTimeBase = 32,
            StreamAverageFrameRate = 88,
            StreamParameters = 16,
            ParametersPixelFormat = 44,
            ParametersWidth = 72,
        },
        uint major => throw new PlatformNotSupportedException(
            $"libavutil has major version {major}; known are 57, 58 and 59 (FFmpeg 5, 6 and 7)"),
    };
}
