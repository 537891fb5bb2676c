namespace Actors.Logging;

/// <summary>Every kind of event that a run tells. Names are stable: programs that read logs rely on them.</summary>
public static class EventKinds
{
    /// <summary>Anything that has no name of its own.</summary>
    public static EventKind Note { get; } = new("note", LogRoom.Run);

    /// <summary>Something keeps a run or a node from beginning: its command line, its configuration, or what those ask for. One for each thing.</summary>
    public static EventKind Refused { get; } = new("refused", LogRoom.Run);

    /// <summary>A run or a node's part in one begins.</summary>
    public static EventKind Began { get; } = new("began", LogRoom.Run);

    /// <summary>A run has ended, however it did.</summary>
    public static EventKind Ended { get; } = new("ended", LogRoom.Run);

    /// <summary>A signal asks the run to end.</summary>
    public static EventKind Stopping { get; } = new("stopping", LogRoom.Run);

    /// <summary>The run goes on from a snapshot of an earlier process.</summary>
    public static EventKind Resumed { get; } = new("resumed", LogRoom.Run);

    /// <summary>The run begins with weights that it was given, or leaves some of them aside.</summary>
    public static EventKind Weights { get; } = new("weights", LogRoom.Run);

    /// <summary>The run writes its own clips.</summary>
    public static EventKind ClipsWritten { get; } = new("clips-written", LogRoom.Data);

    /// <summary>A clip cannot be read, for the first time.</summary>
    public static EventKind ClipSkipped { get; } = new("clip-skipped", LogRoom.Data);

    /// <summary>Decoded frames that were kept are damaged, or can be kept no more.</summary>
    public static EventKind FrameCache { get; } = new("frame-cache", LogRoom.Data);

    /// <summary>A block did not make an update, because its loss or gradient was not finite.</summary>
    public static EventKind UpdateSkipped { get; } = new("update-skipped", LogRoom.Blocks);

    /// <summary>A snapshot is whole.</summary>
    public static EventKind SnapshotWritten { get; } = new("snapshot-written", LogRoom.Snapshots);

    /// <summary>A snapshot could not be written.</summary>
    public static EventKind SnapshotFailed { get; } = new("snapshot-failed", LogRoom.Snapshots);

    /// <summary>A snapshot that is there is not what its manifest says.</summary>
    public static EventKind SnapshotDamaged { get; } = new("snapshot-damaged", LogRoom.Snapshots);

    /// <summary>An actor or a node failed, and the run goes on.</summary>
    public static EventKind Recovered { get; } = new("recovered", LogRoom.Recovery);

    /// <summary>The coordinator listens for nodes, or a node goes to join.</summary>
    public static EventKind Listening { get; } = new("listening", LogRoom.Cluster);

    /// <summary>The run waits for nodes.</summary>
    public static EventKind Waiting { get; } = new("waiting", LogRoom.Cluster);

    /// <summary>A node takes part.</summary>
    public static EventKind NodeHere { get; } = new("node-here", LogRoom.Cluster);

    /// <summary>A node has left, or is lost.</summary>
    public static EventKind NodeLeft { get; } = new("node-left", LogRoom.Cluster);

    /// <summary>A node cannot take part.</summary>
    public static EventKind NodeRefused { get; } = new("node-refused", LogRoom.Cluster);

    /// <summary>Blocks have been given their places.</summary>
    public static EventKind Placed { get; } = new("placed", LogRoom.Cluster);

    /// <summary>An actor of a node failed.</summary>
    public static EventKind NodeFailed { get; } = new("node-failed", LogRoom.Cluster);

    /// <summary>An edge between two nodes has a connection.</summary>
    public static EventKind EdgeConnected { get; } = new("edge-connected", LogRoom.Edges);

    /// <summary>An edge has lost its connection, and connects again.</summary>
    public static EventKind EdgePaused { get; } = new("edge-paused", LogRoom.Edges);

    /// <summary>An edge is of an incarnation that is over.</summary>
    public static EventKind EdgeFenced { get; } = new("edge-fenced", LogRoom.Edges);

    /// <summary>An edge has no more to carry.</summary>
    public static EventKind EdgeClosed { get; } = new("edge-closed", LogRoom.Edges);

    /// <summary>An edge has dropped twice as many activations as when that was last said.</summary>
    public static EventKind EdgeDropped { get; } = new("edge-dropped", LogRoom.Edges);

    /// <summary>Somebody has paused the run, let it go on, slowed a block down or asked for a snapshot.</summary>
    public static EventKind Steered { get; } = new("steered", LogRoom.Run);

    /// <summary>Metrics can be read, or cannot.</summary>
    public static EventKind Metrics { get; } = new("metrics", LogRoom.Metrics);

    /// <summary>The live page can be opened, or cannot.</summary>
    public static EventKind Page { get; } = new("page", LogRoom.Dashboard);

    /// <summary>The traces of a cluster's processes are one.</summary>
    public static EventKind TraceJoined { get; } = new("trace-joined", LogRoom.Trace);

    /// <summary>A trace lacks something, or cannot be written or joined.</summary>
    public static EventKind TraceIncomplete { get; } = new("trace-incomplete", LogRoom.Trace);

    /// <summary>A warning or an error of Akka's.</summary>
    public static EventKind Akka { get; } = new("akka", LogRoom.Akka);

    /// <summary>All of them.</summary>
    internal static IReadOnlyList<EventKind> All { get; } =
        [.. typeof(EventKinds).GetProperties().Where(property => property.PropertyType == typeof(EventKind)).Select(property => (EventKind)property.GetValue(null)!)];
}
