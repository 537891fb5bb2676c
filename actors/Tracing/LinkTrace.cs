using System.Diagnostics;

namespace Actors.Tracing;

/// <summary>Notes what one end of a link writes to its connection and reads from it: activations on their way, gradients on theirs.</summary>
/// <param name="trace">Where to.</param>
/// <param name="edge">The edge's number: edge k feeds block k.</param>
/// <param name="incarnation">Number of the attempt that it belongs to.</param>
public sealed class LinkTrace(RunTrace trace, int edge, int incarnation)
{
    /// <summary>Name of the span in which a frame is written.</summary>
    internal const string Send = "send";

    /// <summary>Name of the span in which a frame is read.</summary>
    internal const string Receive = "receive";

    /// <summary>What frames are called that carry an activation.</summary>
    internal const string Activation = "activation";

    /// <summary>What frames are called that carry a gradient.</summary>
    internal const string Gradient = "gradient";

    /// <summary>A frame has been handed to the connection.</summary>
    /// <param name="frame">What it carries: a constant.</param>
    /// <param name="began">When its first byte was, as <see cref="Stopwatch.GetTimestamp"/> counts.</param>
    /// <param name="batch">Of which batch.</param>
    /// <param name="bytes">Its bytes on the wire.</param>
    /// <param name="sequence">Its number; one that is sent again has the one it had.</param>
    internal void Sent(string frame, long began, long batch, long bytes, long sequence) =>
        Note(TraceKind.Sent, Tracks.SendsOf(edge), frame, began, batch, bytes, sequence);

    /// <summary>A frame has come whole, and is handed on now.</summary>
    /// <param name="frame">What it carries: a constant.</param>
    /// <param name="began">When its header had come, as <see cref="Stopwatch.GetTimestamp"/> counts.</param>
    /// <param name="batch">Of which batch.</param>
    /// <param name="bytes">Its bytes on the wire.</param>
    /// <param name="sequence">Its number.</param>
    internal void Received(string frame, long began, long batch, long bytes, long sequence) =>
        Note(TraceKind.Received, Tracks.ReceivesOf(edge), frame, began, batch, bytes, sequence);

    void Note(TraceKind kind, int track, string frame, long began, long batch, long bytes, long sequence) =>
        trace.Note(new TraceEvent(kind, track, frame, began, Stopwatch.GetTimestamp(), batch, edge, incarnation, bytes, sequence));
}
