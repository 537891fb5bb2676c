namespace Actors.Snapshots;

/// <summary>Knows which snapshots are being written and which block's share is missing.</summary>
public sealed class SnapshotLedger
{
    readonly int blocks;
    readonly SortedDictionary<long, Entry> entries = [];

    /// <summary>No snapshot under way.</summary>
    public SnapshotLedger(int blocks)
    {
        this.blocks = blocks;
    }

    /// <summary>Whether no snapshot is under way.</summary>
    public bool Idle => entries.Count == 0;

    /// <summary>Notes that a block has begun its share.</summary>
    /// <returns>Whether it is the first share of that snapshot.</returns>
    public bool Begin(long batch) => entries.TryAdd(batch, new Entry());

    /// <summary>Takes a block's share in.</summary>
    /// <returns>All shares in the order of the blocks when it was the last one and none has failed; else null.</returns>
    public IReadOnlyList<SnapshotPart>? Take(SnapshotPart part, out bool abandoned)
    {
        Entry entry = entries[part.Batch];
        entry.Parts.Add(part);
        return Close(part.Batch, entry, out abandoned);
    }

    /// <summary>Notes that a block's share could not be written: this snapshot will not be.</summary>
    /// <returns>Whether it is the first share of it that failed.</returns>
    public bool Fail(long batch, out bool abandoned)
    {
        Entry entry = entries[batch];
        entry.Failed++;
        Close(batch, entry, out abandoned);
        return entry.Failed == 1;
    }

    /// <summary>Forgets what was under way: the incarnation that wrote it has ended.</summary>
    public void Clear() => entries.Clear();

    IReadOnlyList<SnapshotPart>? Close(long batch, Entry entry, out bool abandoned)
    {
        bool complete = entry.Parts.Count + entry.Failed == blocks;
        abandoned = complete && entry.Failed > 0;
        if (complete)
        {
            entries.Remove(batch);
        }

        return complete && !abandoned ? [.. entry.Parts.OrderBy(part => part.Block)] : null;
    }

    sealed class Entry
    {
        public List<SnapshotPart> Parts { get; } = [];

        public int Failed { get; set; }
    }
}
