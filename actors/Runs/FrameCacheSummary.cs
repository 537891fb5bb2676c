using Actors.Data.Frames;

namespace Actors.Runs;

/// <summary>What a cache of decoded frames did.</summary>
/// <param name="Hits">Clips cut from frames that were there.</param>
/// <param name="Misses">Clips whose video had to be decoded.</param>
/// <param name="Evictions">Videos removed to make room.</param>
/// <param name="Damaged">Videos that were not as written, and were decoded again.</param>
/// <param name="Bytes">Bytes held at the end.</param>
/// <param name="Capacity">Bytes that may be held.</param>
public sealed record FrameCacheSummary(long Hits, long Misses, long Evictions, long Damaged, long Bytes, long Capacity)
{
    /// <summary>The summary of a cache's counts; null of none.</summary>
    internal static FrameCacheSummary? Of(FrameCacheCounts? counts) => counts is null
        ? null : new FrameCacheSummary(counts.Hits, counts.Misses, counts.Evictions, counts.Damaged, counts.Bytes, counts.Capacity);
}
