namespace Actors.Logging;

/// <summary>The part of the program that an event is about; each has a level of its own.</summary>
public enum LogRoom
{
    /// <summary>The run as a whole.</summary>
    Run,

    /// <summary>Clips and their decoding.</summary>
    Data,

    /// <summary>Blocks and their updates.</summary>
    Blocks,

    /// <summary>Edges and the connections that carry them.</summary>
    Edges,

    /// <summary>Snapshots.</summary>
    Snapshots,

    /// <summary>Crashes and what the run makes of them.</summary>
    Recovery,

    /// <summary>Nodes and placement.</summary>
    Cluster,

    /// <summary>The metrics server.</summary>
    Metrics,

    /// <summary>The live page.</summary>
    Dashboard,

    /// <summary>Traces.</summary>
    Trace,

    /// <summary>What Akka has to say.</summary>
    Akka,
}
