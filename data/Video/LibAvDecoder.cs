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
        if (path.Contains('\0', StringComparison.Ordinal))
        {
            string visible = path.Replace("\0", "\\0", StringComparison.Ordinal);
            throw new VideoException(VideoFault.OpenFailed, visible, "a path cannot hold a NUL character");
        }

        return new LibAvReader(libav, path);
    }
}
