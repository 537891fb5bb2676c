using Actors.Steering;

namespace Actors.Blocks;

/// <summary>Says when a block's slowdown changes as it did in an earlier run.</summary>
internal sealed class SlowdownReplay
{
    readonly IReadOnlyList<SlowdownChange> changes;
    int next;

    /// <summary>Nothing has changed yet.</summary>
    /// <param name="changes">What changes, by the updates before it.</param>
    public SlowdownReplay(IReadOnlyList<SlowdownChange> changes)
    {
        this.changes = changes;
    }

    /// <summary>The factor from now on, of a block that has made so many updates; null when it stays as it is.</summary>
    /// <remarks>A block that begins at a snapshot has passed several changes at once, of which the last one holds.</remarks>
    public double? Due(long updates)
    {
        double? factor = null;
        for (; next < changes.Count && changes[next].Update <= updates; next++)
        {
            factor = changes[next].Factor;
        }

        return factor;
    }
}
