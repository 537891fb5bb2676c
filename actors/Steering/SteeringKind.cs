namespace Actors.Steering;

/// <summary>What can be asked of a run while it goes on.</summary>
public enum SteeringKind
{
    /// <summary>Blocks finish the step in hand, and wait.</summary>
    Pause,

    /// <summary>They go on.</summary>
    Resume,

    /// <summary>A barrier before the next batch, whatever <c>snapshots.every</c> says.</summary>
    Snapshot,

    /// <summary>Another <c>delays.slowdown</c> of one block.</summary>
    Slowdown,
}
