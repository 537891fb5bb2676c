namespace Actors.Data.Video;

/// <summary>Opens files with one set of FFmpeg libraries.</summary>
internal sealed class LibAvDecoder(string name, LibAv libav) : IVideoDecoder
{
    readonly Lazy<LibAvEncoding> encoding = new(() => new LibAvEncoding(libav));

    /// <inheritdoc/>
    public string Name { get; } = name;

    /// <inheritdoc/>
    public string Description => libav.Description;

    /// <summary>The functions for writing, found when first asked for.</summary>
    internal LibAvEncoding Encoding => encoding.Value;

    /// <inheritdoc/>
    public IVideoReader Open(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return path.Contains('\0', StringComparison.Ordinal)
            ? throw new VideoException(VideoFault.OpenFailed, path.Replace("\0", "\\0", StringComparison.Ordinal), "a path cannot hold a NUL character")
            : new LibAvReader(libav, path);
    }
}
