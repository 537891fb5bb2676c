namespace Actors.Faults;

/// <summary>What can go wrong on purpose.</summary>
public enum FaultKind
{
    /// <summary>A block actor throws.</summary>
    Crash,

    /// <summary>A loss becomes NaN.</summary>
    NanLoss,

    /// <summary>An activation becomes NaN when it is taken.</summary>
    NanActivation,

    /// <summary>A block's share of a snapshot cannot be written.</summary>
    SnapshotWrite,
}
