namespace Actors.Runs;

/// <summary>What the coordinator thinks of a node.</summary>
public enum MemberState
{
    /// <summary>It has been asked whether it sees the run directory.</summary>
    Joining,

    /// <summary>It takes part.</summary>
    Up,

    /// <summary>Heartbeats do not come; it is removed unless they do again.</summary>
    Unreachable,

    /// <summary>It has left, or was removed.</summary>
    Lost,
}
