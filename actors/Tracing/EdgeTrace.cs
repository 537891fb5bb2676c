using System.Diagnostics;

namespace Actors.Tracing;

/// <summary>Notes what goes into an edge and comes out of it.</summary>
/// <param name="trace">Where to.</param>
/// <param name="edge">The edge's number: edge k feeds block k.</param>
/// <param name="incarnation">Number of the attempt that it belongs to.</param>
public sealed class EdgeTrace(RunTrace trace, int edge, int incarnation)
{
    /// <summary>An activation is put in now, on the producer's thread, before it can be taken out.</summary>
    public void Put(long batch) => Note(TraceKind.Put, Tracks.ProducerOf(edge), batch);

    /// <summary>An activation is taken out now, on the consumer's thread.</summary>
    public void Taken(long batch) => Note(TraceKind.Taken, Tracks.Block(edge), batch);

    void Note(TraceKind kind, int track, long batch) =>
        trace.Note(new TraceEvent(kind, track, "", Stopwatch.GetTimestamp(), 0, batch, edge, incarnation));
}
