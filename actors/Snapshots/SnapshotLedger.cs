namespace Actors.Snapshots;

/// <summary>Knows which snapshots are being written and which block's share is missing.</summary>
public sealed class SnapshotLedger
{
    readonly int blocks;
    readonly SortedDictionary<long, List<SnapshotPart>> unfinished = [];

    /// <summary>No snapshot under way.</summary>
    public SnapshotLedger(int blocks)
    {
        this.blocks = blocks;
    }

    /// <summary>Whether no snapshot is under way.</summary>
    public bool Idle => unfinished.Count == 0;

    /// <summary>Takes a block's share in.</summary>
    /// <returns>All shares in the order of the blocks when it was the last one; else null.</returns>
    public IReadOnlyList<SnapshotPart>? Take(SnapshotPart part)
    {
        if (!unfinished.TryGetValue(part.Batch, out List<SnapshotPart>? parts))
        {
            unfinished[part.Batch] = parts = [];
        }

        parts.Add(part);
        if (parts.Count < blocks)
        {
            return null;
        }

        unfinished.Remove(part.Batch);
        return [.. parts.OrderBy(p => p.Block)];
    }
}
