using System.Diagnostics;
using System.Text;
using System.Text.Json;

namespace Actors.Tracing;

/// <summary>Writes a trace in the Trace Event Format, which Perfetto (ui.perfetto.dev) and <c>chrome://tracing</c> open.</summary>
/// <remarks>
/// An event is a line. Spans are complete events (X); a stay in an edge, of which several overlap, is a pair of asynchronous ones (b, e); an arrow
/// from producer to consumer is a pair of flow events (s, f), written when both ends are known, so that none lacks one. Of an edge between two
/// processes each writes its half, as an instant of category <c>half</c>, to be paired when their files are joined.
/// </remarks>
internal sealed class TraceFile : IDisposable
{
    /// <summary>Category of the halves of arrows.</summary>
    public const string Half = "half";

    /// <summary>Name of the metadata that says which reading of the process's clock is time 0, in nanoseconds.</summary>
    public const string Origin = "trace_origin";

    const int Process = 1;

    readonly FileStream stream;
    readonly long origin;
    readonly HashSet<int> named = [];
    readonly EdgeQueues edges = new();
    readonly Dictionary<long, TraceEvent> decoded = [];
    long arrows;
    long incarnation;
    bool first = true;

    /// <summary>Begins a file.</summary>
    /// <param name="path">Where.</param>
    /// <param name="process">What the process is called.</param>
    /// <param name="origin">The timestamp that is time 0.</param>
    public TraceFile(string path, string process, long origin)
    {
        this.origin = origin;
        stream = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.Read, 1 << 16);
        stream.Write("{\"traceEvents\":[\n"u8);
        Line($$$"""{"ph":"M","pid":{{{Process}}},"name":"process_name","args":{"name":{{{JsonSerializer.Serialize(process)}}}}}""");

        // Perfetto passes over names of metadata that it does not know.
        Line($$$"""{"ph":"M","pid":{{{Process}}},"name":"{{{Origin}}}","args":{"ns":{{{Nanoseconds(origin)}}}}}""");
    }

    /// <summary>Writes what was noted.</summary>
    /// <param name="noted">It.</param>
    /// <param name="split">Edges with one end in another process.</param>
    public void Write(in TraceEvent noted, IReadOnlySet<int> split)
    {
        switch (noted.Kind)
        {
            case TraceKind.Span:
                Span(noted);
                break;
            case TraceKind.Put when !split.Contains(noted.Edge):
                edges.Put(noted);
                break;
            case TraceKind.Taken when !split.Contains(noted.Edge):
                Taken(noted);
                break;
            case TraceKind.Begun:
                Begun(noted);
                break;
            default:
                HalfOf(noted);
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
        Name(span.Track);
        long length = Nanoseconds(span.Ended) - Nanoseconds(span.Began);
        Line($$$"""{"ph":"X","pid":{{{Process}}},"tid":{{{span.Track}}},"name":"{{{span.Name}}}","ts":{{{Time(span.Began)}}},"dur":{{{Microseconds(length)}}},"args":{"batch":{{{span.Batch}}}}}""");
        if (span.Name == LoaderTrace.Decode)
        {
            decoded[span.Batch] = span;
        }
        else if (span.Name == LoaderTrace.ToTensors && decoded.Remove(span.Batch, out TraceEvent clip))
        {
            // From the clip that was last: a moment before its end, which no longer belongs to its span.
            Arrow(clip.Track, Math.Max(clip.Began, clip.Ended - 1), span.Track, span.Began, "decoded");
        }
    }

    void Taken(in TraceEvent taken)
    {
        TraceEvent? put = edges.Take(taken, Lost);
        if (put is not { } from)
        {
            return;
        }

        string edge = Tracks.EdgeName(taken.Edge);
        long stay = ++arrows;
        Line($$$"""{"ph":"b","cat":"edge","id":{{{stay}}},"pid":{{{Process}}},"tid":{{{from.Track}}},"name":"{{{edge}}}","ts":{{{Time(from.Began)}}},"args":{"batch":{{{taken.Batch}}}}}""");
        Line($$$"""{"ph":"e","cat":"edge","id":{{{stay}}},"pid":{{{Process}}},"tid":{{{from.Track}}},"name":"{{{edge}}}","ts":{{{Time(taken.Began)}}}}""");
        Arrow(from.Track, from.Began, taken.Track, taken.Began, edge);
    }

    void Arrow(int fromTrack, long from, int toTrack, long to, string name)
    {
        long id = ++arrows;
        Line($$$"""{"ph":"s","cat":"batch","id":{{{id}}},"pid":{{{Process}}},"tid":{{{fromTrack}}},"name":"{{{name}}}","ts":{{{Time(from)}}}}""");
        Line($$$"""{"ph":"f","bp":"e","cat":"batch","id":{{{id}}},"pid":{{{Process}}},"tid":{{{toTrack}}},"name":"{{{name}}}","ts":{{{Time(to)}}}}""");
    }

    void HalfOf(in TraceEvent noted)
    {
        string end = noted.Kind == TraceKind.Put ? "put" : "taken";
        Line($$$"""{"ph":"i","s":"t","cat":"{{{Half}}}","pid":{{{Process}}},"tid":{{{noted.Track}}},"name":"{{{end}}}","ts":{{{Time(noted.Began)}}},"args":{"edge":{{{noted.Edge}}},"batch":{{{noted.Batch}}},"incarnation":{{{incarnation}}}}}""");
    }

    void Begun(in TraceEvent begun)
    {
        Left();
        decoded.Clear();
        incarnation = begun.Batch;
        Name(Tracks.Run);
        Line($$$"""{"ph":"i","s":"g","pid":{{{Process}}},"tid":{{{Tracks.Run}}},"name":"incarnation {{{incarnation}}}","ts":{{{Time(begun.Began)}}}}""");
    }

    void Left() => edges.Clear(Lost);

    /// <summary>What was put in and never taken out has no arrow, but is there to see.</summary>
    void Lost(TraceEvent put) => Line(
        $$$"""{"ph":"n","cat":"edge","id":{{{++arrows}}},"pid":{{{Process}}},"tid":{{{put.Track}}},"name":"{{{Tracks.EdgeName(put.Edge)}}}","ts":{{{Time(put.Began)}}},"args":{"batch":{{{put.Batch}}},"lost":true}}""");

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

    string Time(long timestamp) => Microseconds(Nanoseconds(timestamp) - Nanoseconds(origin));

    // All three places, so that spans which touch still do in the file.
    static string Microseconds(long nanoseconds) => nanoseconds < 0
        ? $"-{Microseconds(-nanoseconds)}" : $"{nanoseconds / 1000}.{nanoseconds % 1000:000}";

    static long Nanoseconds(long timestamp) => Stopwatch.Frequency == 1_000_000_000
        ? timestamp : (long)((Int128)timestamp * 1_000_000_000 / Stopwatch.Frequency);
}
