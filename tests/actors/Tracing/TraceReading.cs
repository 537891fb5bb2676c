using System.Text.Json;
using Xunit;

namespace Actors.Tests.Tracing;

/// <summary>A trace as a viewer reads it, checked against the rules of the Trace Event Format.</summary>
internal sealed class TraceReading
{
    readonly List<JsonElement> events;

    public TraceReading(string path)
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(path));
        JsonElement root = document.RootElement.Clone();
        Lost = root.GetProperty("otherData").GetProperty("events_lost").GetInt64();
        events = [.. root.GetProperty("traceEvents").EnumerateArray()];
        Names = events.Where(e => Of(e, "ph") == "M" && Of(e, "name") == "thread_name").ToDictionary(Place, e => Of(e.GetProperty("args"), "name"));
        Processes = events.Where(e => Of(e, "ph") == "M" && Of(e, "name") == "process_name")
            .ToDictionary(e => e.GetProperty("pid").GetInt32(), e => Of(e.GetProperty("args"), "name"));
        Spans = [.. events.Where(e => Of(e, "ph") == "X").Select(SpanOf)];
        Arrows = [.. ArrowsOf()];
    }

    public long Lost { get; }

    public IReadOnlyDictionary<(int Process, int Track), string> Names { get; }

    public IReadOnlyDictionary<int, string> Processes { get; }

    public IReadOnlyList<Span> Spans { get; }

    public IReadOnlyList<Arrow> Arrows { get; }

    /// <summary>Activations that were put into an edge and never taken out.</summary>
    public int Dropped => events.Count(e => Of(e, "ph") == "n");

    /// <summary>What is said of a process beside its name.</summary>
    public string Label(int process) => Of(
        events.Single(e => Of(e, "ph") == "M" && Of(e, "name") == "process_labels" && e.GetProperty("pid").GetInt32() == process).GetProperty("args"), "labels");

    /// <summary>Seconds of all spans of a name on a track.</summary>
    public double Seconds(string track, string name) =>
        Spans.Where(span => span.Track == track && span.Name == name).Sum(span => (double)(span.Ended - span.Began)) / 1e9;

    /// <summary>Spans of a track lie beside or within each other.</summary>
    public void SpansNest()
    {
        Assert.NotEmpty(Spans);
        foreach (IGrouping<(int, string), Span> track in Spans.GroupBy(span => (span.Process, span.Track)))
        {
            var open = new Stack<Span>();
            foreach (Span span in track.OrderBy(span => span.Began).ThenByDescending(span => span.Ended))
            {
                Assert.True(span.Ended >= span.Began, $"{span} ends before it begins");
                while (open.TryPeek(out Span? above) && above.Ended <= span.Began)
                {
                    open.Pop();
                }

                Assert.True(open.Count == 0 || span.Ended <= open.Peek().Ended, $"{span} begins within {(open.Count == 0 ? null : open.Peek())} and ends after it");
                open.Push(span);
            }
        }
    }

    /// <summary>Every arrow has two ends, each within a span of its track, and points forward in time.</summary>
    /// <param name="error">How far clocks may be apart, in nanoseconds.</param>
    public void ArrowsHaveBothEnds(long error = 0)
    {
        ILookup<(int, string), Span> tracks = Spans.ToLookup(span => (span.Process, span.Track));
        Assert.NotEmpty(Arrows);
        Assert.All(Arrows, arrow =>
        {
            Assert.True(arrow.To.Time >= arrow.From.Time - error, $"{arrow} points back in time");
            Assert.All(new[] { arrow.From, arrow.To }, end => Assert.True(
                tracks[(end.Process, end.Track)].Any(span => span.Began <= end.Time && end.Time <= span.Ended), $"{arrow}: no span of {end.Track} is there at {end.Time}"));
        });
        Assert.Equal(Count("s"), Arrows.Count);
        Assert.Equal(Count("f"), Arrows.Count);
        Assert.Equal(Count("b"), Count("e"));
        StaysEnd();
    }

    void StaysEnd()
    {
        var ends = events.Where(e => Of(e, "ph") == "e").ToDictionary(e => e.GetProperty("id").GetInt64());
        Assert.All(events.Where(e => Of(e, "ph") == "b"), begin => Assert.True(
            Nanoseconds(ends[begin.GetProperty("id").GetInt64()].GetProperty("ts")) >= Nanoseconds(begin.GetProperty("ts")), $"{begin} ends before it begins"));
    }

    int Count(string phase) => events.Count(e => Of(e, "ph") == phase);

    IEnumerable<Arrow> ArrowsOf()
    {
        var ends = events.Where(e => Of(e, "ph") == "f").ToDictionary(e => e.GetProperty("id").GetInt64());
        foreach (JsonElement begin in events.Where(e => Of(e, "ph") == "s"))
        {
            Assert.True(ends.TryGetValue(begin.GetProperty("id").GetInt64(), out JsonElement end), $"no end of {begin}");
            yield return new Arrow(Of(begin, "name"), EndOf(begin), EndOf(end));
        }
    }

    End EndOf(JsonElement e) => new(e.GetProperty("pid").GetInt32(), Names[Place(e)], Nanoseconds(e.GetProperty("ts")));

    Span SpanOf(JsonElement e)
    {
        long began = Nanoseconds(e.GetProperty("ts"));
        return new Span(
            e.GetProperty("pid").GetInt32(), Names[Place(e)], Of(e, "name"), began, began + Nanoseconds(e.GetProperty("dur")),
            e.GetProperty("args").GetProperty("batch").GetInt64(), e.GetProperty("args").TryGetProperty("bytes", out JsonElement bytes) ? bytes.GetInt64() : 0);
    }

    // Exactly: three decimals of a microsecond.
    static long Nanoseconds(JsonElement microseconds) => (long)(microseconds.GetDecimal() * 1000);

    static (int, int) Place(JsonElement e) => (e.GetProperty("pid").GetInt32(), e.GetProperty("tid").GetInt32());

    static string Of(JsonElement e, string property) => e.GetProperty(property).GetString()!;

    internal sealed record Span(int Process, string Track, string Name, long Began, long Ended, long Batch, long Bytes);

    internal sealed record End(int Process, string Track, long Time);

    internal sealed record Arrow(string Name, End From, End To);
}
