namespace Actors.Data.Video;

/// <summary>A file that cannot be decoded.</summary>
public sealed class VideoException : IOException
{
    /// <summary>Names the file, what is wrong with it and what FFmpeg said.</summary>
    public VideoException(VideoFault fault, string path, string detail) : base($"{path}: {detail}")
    {
        Fault = fault;
        Path = path;
        Detail = detail;
    }

    /// <summary>The kind of fault.</summary>
    public VideoFault Fault { get; }

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <summary>What is wrong, without the file's name.</summary>
    public string Detail { get; }
}
