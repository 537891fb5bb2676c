using System.ComponentModel.DataAnnotations;

namespace Actors.Configuration;

/// <summary>Which clips are learned from and how they are read.</summary>
public sealed record DataOptions
{
    /// <summary>A folder of videos, or generated clips: <c>motion</c>, <c>gratings</c>, <c>double-gratings</c>, or
    /// <c>motion-files</c> (moving objects written as <c>.mp4</c> under the run directory, then decoded back).</summary>
    /// <value>Default <c>motion-files</c>.</value>
    [Required]
    public string Source { get; init; } = "motion-files";

    /// <summary>Part of the source: <c>train</c>, <c>test</c>, <c>all</c>, or another that its lists name.</summary>
    /// <value>Default empty: <c>train</c> where there are lists, else every clip.</value>
    public string Split { get; init; } = "";

    /// <summary>Video decoder: <c>auto</c>, <c>system</c> (installed FFmpeg) or <c>bundled</c>.</summary>
    /// <value>Default <c>auto</c>: the system's if there is one.</value>
    [AllowedValues("auto", "system", "bundled")]
    public string Decoder { get; init; } = "auto";

    /// <summary>Distance between sampled frames.</summary>
    /// <value>Default 2. Range 1 to 64, in frames.</value>
    [Range(1, 64)]
    public int Stride { get; init; } = 2;

    /// <summary>Threads that decode clips. The order of batches does not depend on it.</summary>
    /// <value>Default 1. Range 1 to 64.</value>
    [Range(1, 64)]
    public int Workers { get; init; } = 1;

    /// <summary>Batches that may be decoded ahead of the first block.</summary>
    /// <value>Default 2. Range 1 to 1024, in batches.</value>
    [Range(1, 1024)]
    public int Prefetch { get; init; } = 2;

    /// <summary>Where decoded frames of videos are kept.</summary>
    /// <value>Default <c>none</c>. Pays from the second epoch on, or over runs with <c>disk</c>, where the frames fit into
    /// <see cref="CacheSize"/>. Changes no bit of a run. Ignored for generated clips.</value>
    public FrameCaching Cache { get; init; } = FrameCaching.None;

    /// <summary>Bytes of decoded frames that may be kept; what was not used the longest goes first.</summary>
    /// <value>Default 1024. Range 1 to 1073741824, in MiB. Ignored without a cache.</value>
    [Range(1, 1_073_741_824)]
    public int CacheSize { get; init; } = 1024;

    /// <summary>Folder of the cache on disk; processes may share it.</summary>
    /// <value>Default empty: <c>actors/frames</c> in the user's cache folder (<c>XDG_CACHE_HOME</c>, or <c>.cache</c> in the home
    /// folder). Ignored unless <see cref="Cache"/> is <c>disk</c>.</value>
    public string CacheFolder { get; init; } = "";

    /// <summary>Number of generated clips.</summary>
    /// <value>Default 160. Range 1 to 1000000. Ignored when the source is a folder or a grating set.</value>
    [Range(1, 1_000_000)]
    public int Clips { get; init; } = 160;
}
