namespace Actors.Data.Video;

/// <summary>Opens video files. One decoder serves any number of threads; each reader belongs to one.</summary>
public interface IVideoDecoder
{
    /// <summary>Short name: <c>system</c> or <c>bundled</c>.</summary>
    string Name { get; }

    /// <summary>Which libraries it uses, with their versions, in one line.</summary>
    string Description { get; }

    /// <summary>Opens the best video stream of a file, before its first frame.</summary>
    /// <exception cref="VideoException">The file cannot be read as video; the fault says how.</exception>
    IVideoReader Open(string path);
}
