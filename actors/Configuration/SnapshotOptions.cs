using System.ComponentModel.DataAnnotations;

namespace Actors.Configuration;

/// <summary>When consistent cuts of all blocks are written.</summary>
public sealed record SnapshotOptions
{
    /// <summary>Batches between snapshots. The first (before any update) and the last are always written.</summary>
    /// <value>Default 500. Range 0 (only those two) to 1000000000, in batches.</value>
    [Range(0, 1_000_000_000)]
    public long Every { get; init; } = 500;

    /// <summary>Snapshots kept besides the first; older ones are removed.</summary>
    /// <value>Default 3. Range 1 to 1000000.</value>
    [Range(1, 1_000_000)]
    public int Keep { get; init; } = 3;
}
