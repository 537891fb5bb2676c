namespace Actors.Data.Video;

/// <summary>The FFmpeg error codes that mean something to a reader. Source: <c>libavutil/error.h</c>.</summary>
internal static class LibAvError
{
    public const int Again = -11;
    public const int NotImplemented = -38;
    public static readonly int EndOfFile = Tag('E', 'O', 'F', ' ');

    static int Tag(char a, char b, char c, char d) => -(a | (b << 8) | (c << 16) | (d << 24));
}
