namespace Actors.Data.Frames;

/// <summary>What a cache has done so far. Every clip read through it is a hit or a miss.</summary>
/// <param name="Hits">Clips cut from frames that were there.</param>
/// <param name="Misses">Clips whose video had to be decoded.</param>
/// <param name="Evictions">Videos removed to make room for others.</param>
/// <param name="Damaged">Videos in the cache that were not as written, and were decoded again.</param>
/// <param name="Bytes">Bytes that it holds now.</param>
/// <param name="Capacity">Bytes that it may hold.</param>
public sealed record FrameCacheCounts(long Hits, long Misses, long Evictions, long Damaged, long Bytes, long Capacity);
