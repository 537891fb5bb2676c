namespace Actors.Snapshots;

/// <summary>Knows which snapshots are being written and which block's share is missing.</summary>
public sealed class SnapshotLedger
{
    readonly int blocks;
    readonly SortedDictionary<long, List<SnapshotPart>> unfinished = [];
    readonly HashSet<long> failed = [];

    /// <summary>No snapshot under way.</summary>
    public SnapshotLedger(int blocks)
    {
        this.blocks = blocks;
    }

    /// <summary>Notes that a block's share could not be written: this snapshot will not be.</summary>
    /// <returns>Whether it is the first share of it that failed.</returns>
    public bool Fail(int block, long batch)
    {
        bool first = failed.Add(batch);
        Take(new SnapshotPart(block, batch, "", "", 0, 0));
        return first;
    }

    /// <summary>Forgets what was under way: the incarnation that wrote it has ended.</summary>
    public void Clear()
    {
        unfinished.Clear();
        failed.Clear();
    }

    /// <summary>Whether no snapshot is under way.</summary>
    public bool Idle => unfinished.Count == 0;

    /// <summary>Takes a block's share in.</summary>
    /// <returns>All shares in the order of the blocks when it was the last one and none has failed; else null.</returns>
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
        return failed.Remove(part.Batch) ? null : [.. parts.OrderBy(p => p.Block)];
    }
}
