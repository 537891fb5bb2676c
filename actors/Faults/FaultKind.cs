namespace Actors.Faults;

/// <summary>What can go wrong on purpose.</summary>
public enum FaultKind
{
    /// <summary>A block actor throws.</summary>
    Crash,

    /// <summary>A loss becomes NaN.</summary>
    NanLoss,

    /// <summary>A gradient becomes NaN; the loss stays what it was.</summary>
    NanGradient,

    /// <summary>An activation becomes NaN when it is taken.</summary>
    NanActivation,

    /// <summary>A block's share of a snapshot cannot be written.</summary>
    SnapshotWrite,

    /// <summary>A block's share of a snapshot is held up before it is written.</summary>
    SlowDisk,

    /// <summary>A clip cannot be decoded.</summary>
    CorruptClip,
}
