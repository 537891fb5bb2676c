using System.Text;
using System.Text.Json;

namespace Actors.Tracing;

/// <summary>Writes a process's trace in the Trace Event Format, which Perfetto (ui.perfetto.dev) and <c>chrome://tracing</c> open.</summary>
/// <remarks>
/// An event is a line. Spans are complete events (X); a stay in an edge, of which several overlap, is a pair of asynchronous ones (b, e); an arrow
/// from producer to consumer is a pair of flow events (s, f), written when both ends are known, so that none lacks one. Of an edge between two
/// processes each writes its half, as an instant of category <c>half</c>; <see cref="TraceJoin"/> makes arrows of them.
/// </remarks>
internal sealed class TraceFile : IDisposable
{
    /// <summary>Category of the halves of arrows.</summary>
    public const string Half = "half";

    /// <summary>Name of a half: an activation was put in.</summary>
    public const string Put = "put";

    /// <summary>Name of a half: an activation was taken out.</summary>
    public const string Took = "taken";

    /// <summary>Name of the metadata that says which reading of the process's clock is time 0, in nanoseconds, and which file this is.</summary>
    public const string Origin = "trace_origin";

    const int Process = 1;

    // Batches decoded by a node for itself are made tensors of where nothing notes it.
    const int MostDecoded = 1024;

    readonly FileStream stream;
    readonly TraceClock clock;
    readonly long origin;
    readonly HashSet<int> named = [];
    readonly EdgeQueues edges = new();
    readonly Dictionary<long, TraceEvent> decoded = [];
    long arrows;
    int incarnation;
    bool first = true;

    /// <summary>Begins a file.</summary>
    /// <param name="path">Where.</param>
    /// <param name="process">What the process is called.</param>
    /// <param name="id">Tells this file from others of its name.</param>
    /// <param name="clock">What times are read from.</param>
    /// <param name="began">The timestamp that is time 0.</param>
    public TraceFile(string path, string process, Guid id, TraceClock clock, long began)
    {
        this.clock = clock;
        origin = clock.Of(began);
        stream = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete, 1 << 16);
        stream.Write("{\"traceEvents\":[\n"u8);

        // Perfetto passes over names of metadata that it does not know.
        Line($$$"""{"ph":"M","pid":{{{Process}}},"name":"{{{Origin}}}","args":{"ns":{{{origin}}},"file":"{{{id}}}"}}""");
        Line($$$"""{"ph":"M","pid":{{{Process}}},"name":"process_name","args":{"name":{{{JsonSerializer.Serialize(process)}}}}}""");
    }

    /// <summary>Writes what was noted.</summary>
    /// <param name="noted">It.</param>
    /// <param name="half">Whether it is of an edge with one end in another process.</param>
    public void Write(in TraceEvent noted, bool half)
    {
        switch (noted.Kind)
        {
            case TraceKind.Span:
                Span(noted);
                break;
            case TraceKind.Sent or TraceKind.Received:
                Transfer(noted);
                break;
            case TraceKind.Begun:
                Begun(noted);
                break;
            case TraceKind.Put or TraceKind.Taken when half:
                HalfOf(noted);
                break;
            case TraceKind.Put when noted.Incarnation == incarnation:
                edges.Put(noted);
                break;
            case TraceKind.Put:
                // A block of the incarnation before had not heard of its end.
                Lost(noted);
                break;
            case TraceKind.Taken when noted.Incarnation == incarnation:
                Taken(noted);
                break;
        }
    }

    /// <summary>Makes the file whole.</summary>
    /// <param name="lost">Events that are missing in it.</param>
    public void End(long lost)
    {
        Left();
        stream.Write(Encoding.UTF8.GetBytes($$$"""

            ],"displayTimeUnit":"ms","otherData":{"events_lost":{{{lost}}}}}

            """));
        stream.Flush();
    }

    /// <summary>Hands what is written to the system.</summary>
    public void Flush() => stream.Flush();

    /// <inheritdoc/>
    public void Dispose() => stream.Dispose();

    void Span(in TraceEvent span)
    {
        Complete(span, span.Name, $$"""{"batch":{{span.Batch}}}""");
        if (span.Name == LoaderTrace.Decode)
        {
            Decoded(span);
        }
        else if (span.Name == LoaderTrace.ToTensors && decoded.Remove(span.Batch, out TraceEvent clip))
        {
            // From the clip that was last: a moment before its end, which no longer belongs to its span.
            Arrow(clip.Track, Math.Max(clip.Began, clip.Ended - 1), span.Track, span.Began, "decoded");
        }
    }

    void Decoded(in TraceEvent clip)
    {
        if (decoded.Count == MostDecoded)
        {
            decoded.Clear();
        }

        decoded[clip.Batch] = clip;
    }

    void Transfer(in TraceEvent moved) => Complete(
        moved, moved.Kind == TraceKind.Sent ? LinkTrace.Send : LinkTrace.Receive,
        $$"""{"batch":{{moved.Batch}},"bytes":{{moved.Bytes}},"frame":"{{moved.Name}}","sequence":{{moved.Sequence}},"edge":{{moved.Edge}},"incarnation":{{moved.Incarnation}}}""");

    void Complete(in TraceEvent span, string name, string args)
    {
        Name(span.Track);
        long length = clock.Of(span.Ended) - clock.Of(span.Began);
        Line($$$"""{"ph":"X","pid":{{{Process}}},"tid":{{{span.Track}}},"name":"{{{name}}}","ts":{{{Time(span.Began)}}},"dur":{{{TraceTime.Text(length)}}},"args":{{{args}}}}""");
    }

    void Taken(in TraceEvent taken)
    {
        if (edges.Take(taken, Lost) is { } from)
        {
            Array.ForEach(TraceArrows.Stay(++arrows, Process, taken.Edge, taken.Batch, Time(from.Began), Time(taken.Began)), Line);
            Arrow(from.Track, from.Began, taken.Track, taken.Began, Tracks.EdgeName(taken.Edge));
        }
    }

    void Arrow(int fromTrack, long from, int toTrack, long to, string name) =>
        Array.ForEach(TraceArrows.Arrow(++arrows, "batch", name, (Process, fromTrack, Time(from)), (Process, toTrack, Time(to))), Line);

    void HalfOf(in TraceEvent noted)
    {
        string end = noted.Kind == TraceKind.Put ? Put : Took;
        Line($$$"""{"ph":"i","s":"t","cat":"{{{Half}}}","pid":{{{Process}}},"tid":{{{noted.Track}}},"name":"{{{end}}}","ts":{{{Time(noted.Began)}}},"args":{"batch":{{{noted.Batch}}},"edge":{{{noted.Edge}}},"incarnation":{{{noted.Incarnation}}}}}""");
    }

    void Begun(in TraceEvent begun)
    {
        Left();
        decoded.Clear();
        incarnation = begun.Incarnation;
        Name(Tracks.Run);
        Line($$$"""{"ph":"i","s":"g","pid":{{{Process}}},"tid":{{{Tracks.Run}}},"name":"incarnation {{{incarnation}}}","ts":{{{Time(begun.Began)}}}}""");
    }

    void Left() => edges.Clear(Lost);

    /// <summary>What was put in and never taken out has no arrow, but is there to see.</summary>
    void Lost(TraceEvent put) => Line(TraceArrows.Lost(++arrows, Process, put.Edge, put.Batch, Time(put.Began)));

    void Name(int track)
    {
        if (named.Add(track))
        {
            Line($$$"""{"ph":"M","pid":{{{Process}}},"tid":{{{track}}},"name":"thread_name","args":{"name":"{{{Tracks.NameOf(track)}}}"}}""");
            Line($$$"""{"ph":"M","pid":{{{Process}}},"tid":{{{track}}},"name":"thread_sort_index","args":{"sort_index":{{{track}}}}}""");
        }
    }

    void Line(string line)
    {
        if (!first)
        {
            stream.Write(",\n"u8);
        }

        first = false;
        stream.Write(Encoding.UTF8.GetBytes(line));
    }

    string Time(long timestamp) => TraceTime.Text(clock.Of(timestamp) - origin);
}
