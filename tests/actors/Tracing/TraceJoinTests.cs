using System.Diagnostics;
using System.Text.Json;
using Actors.Blocks;
using Actors.Tests.Runs;
using Actors.Tracing;
using Xunit;

namespace Actors.Tests.Tracing;

/// <summary>Traces of two processes become one.</summary>
public sealed class TraceJoinTests
{
    static readonly TimeSpan skew = TimeSpan.FromSeconds(3);

    [Fact]
    public async Task What_one_process_put_in_and_another_took_out_is_an_arrow_between_them()
    {
        using var folder = new TemporaryFolder();
        await Write(folder, "one", default, trace =>
        {
            Enumerable.Range(0, 5).ToList().ForEach(batch => trace.Edge(1, 1).Put(batch));
        });
        await Write(folder, "two", skew, trace =>
        {
            // The third was dropped on the way.
            new[] { 0, 1, 3, 4 }.ToList().ForEach(batch => trace.Edge(1, 1).Taken(batch));
        });
        TraceReading joined = Join(folder, "one", "two");
        joined.SpansNest();
        joined.ArrowsHaveBothEnds();
        Assert.Equal(4, joined.Arrows.Count);
        Assert.All(joined.Arrows, arrow => Assert.Equal((1, "block-0", 2, "block-1"), (arrow.From.Process, arrow.From.Track, arrow.To.Process, arrow.To.Track)));
        Assert.Equal(1, joined.Dropped);
        Assert.Equal(["one", "two"], joined.Processes.OrderBy(process => process.Key).Select(process => process.Value));
    }

    [Fact]
    public async Task A_frame_that_was_sent_twice_and_came_once_has_one_arrow()
    {
        using var folder = new TemporaryFolder();
        await Write(folder, "one", default, trace =>
        {
            LinkTrace link = trace.Link(1, 1);
            foreach (int sequence in new[] { 1, 2, 3, 2, 3, 4 })
            {
                link.Sent(LinkTrace.Activation, Stopwatch.GetTimestamp(), 10 + sequence, 1000, sequence);
            }
        });
        await Write(folder, "two", skew, trace =>
        {
            LinkTrace link = trace.Link(1, 1);
            Enumerable.Range(1, 4).ToList().ForEach(sequence => link.Received(LinkTrace.Activation, Stopwatch.GetTimestamp(), 10 + sequence, 1000, sequence));
        });
        TraceReading joined = Join(folder, "one", "two");
        joined.SpansNest();
        joined.ArrowsHaveBothEnds();
        Assert.Equal(4, joined.Arrows.Count);
        Assert.All(joined.Arrows, arrow => Assert.Equal(
            ("block-0->block-1 activation", "block-0->block-1 sends", "block-0->block-1 receives"), (arrow.Name, arrow.From.Track, arrow.To.Track)));
        Assert.Equal((6, 4), (joined.Spans.Count(span => span.Name == "send"), joined.Spans.Count(span => span.Name == "receive")));
    }

    [Fact]
    public async Task Incarnations_do_not_mix_though_their_batches_are_the_same()
    {
        using var folder = new TemporaryFolder();
        await Write(folder, "one", default, trace =>
        {
            Enumerable.Range(0, 4).ToList().ForEach(batch => trace.Edge(1, 1).Put(batch));
            trace.Begun(2);
            Enumerable.Range(1, 2).ToList().ForEach(batch => trace.Edge(1, 2).Put(batch));
        });
        await Write(folder, "two", skew, trace =>
        {
            // Of the first incarnation two are under way when the second begins, and one that had not heard of its end takes another.
            Enumerable.Range(0, 2).ToList().ForEach(batch => trace.Edge(1, 1).Taken(batch));
            trace.Begun(2);
            trace.Edge(1, 1).Taken(2);
            Enumerable.Range(1, 2).ToList().ForEach(batch => trace.Edge(1, 2).Taken(batch));
        });
        TraceReading joined = Join(folder, "one", "two");
        joined.ArrowsHaveBothEnds();
        Assert.Equal(5, joined.Arrows.Count);
        Assert.Equal(1, joined.Dropped);
    }

    [Fact]
    public async Task A_part_whose_process_was_killed_in_the_middle_of_a_line_is_taken_as_far_as_it_goes()
    {
        using var folder = new TemporaryFolder();
        await Write(folder, "one", default, Spans);
        await Write(folder, "two", skew, Spans);
        string[] lines = File.ReadAllLines(folder.In("two.json"));
        File.WriteAllText(folder.In("two.json"), string.Join('\n', lines[..^5]) + "\n" + lines[^5][..30]);
        var whole = new List<bool>();
        TraceReading joined = Join(folder, whole, "one", "two");
        Assert.Equal([true, false], whole);
        Assert.Equal((20, 19), (joined.Spans.Count(Starved(1)), joined.Spans.Count(Starved(2))));
        Assert.Contains("lost: this is what it had written", joined.Label(2), StringComparison.Ordinal);

        static Func<TraceReading.Span, bool> Starved(int process) => span => span.Process == process && span.Name == "starved";

        static void Spans(RunTrace trace)
        {
            BlockTrace block = trace.Block(0);
            for (int k = 0; k < 20; k++)
            {
                block.Stayed(BlockState.Starved, k, k + 1);
            }
        }
    }

    [Fact]
    public void What_is_no_part_of_a_trace_is_passed_over()
    {
        using var folder = new TemporaryFolder();
        foreach (string text in new[] { "", "{\"traceEvents\":[", "{\"traceEvents\":[\n{\"ph\":\"M\",\"pid\":1,\"name\":\"process_name\"},\n", "{\"traceEvents\":[\n{\"ph\":\"M\"" })
        {
            File.WriteAllText(folder.In("part.json"), text);
            Assert.Null(TracePart.Open(folder.In("part.json")));
        }
    }

    [Theory]
    [InlineData(0, "0.000")]
    [InlineData(1, "0.001")]
    [InlineData(-1, "-0.001")]
    [InlineData(-1_234_567, "-1234.567")]
    [InlineData(long.MaxValue, "9223372036854775.807")]
    public void Times_are_written_and_read_to_the_nanosecond(long nanoseconds, string text)
    {
        Assert.Equal(text, TraceTime.Text(nanoseconds));
        Assert.Equal(nanoseconds, TraceTime.Read(text));
    }

    static async Task Write(TemporaryFolder folder, string name, TimeSpan off, Action<RunTrace> notes)
    {
        await using RunTrace trace = RunTrace.Open(folder.In($"{name}.json"), name, new RecordingObserver(), off);
        trace.Split(1, [1]);
        trace.Split(2, [1]);
        trace.Begun(1);
        long began = Stopwatch.GetTimestamp();
        notes(trace);

        // What the ends of arrows lie in.
        trace.Block(off == default ? 0 : 1).Stayed(BlockState.Computing, began, Stopwatch.GetTimestamp());
    }

    static TraceReading Join(TemporaryFolder folder, params string[] names) => Join(folder, [], names);

    static TraceReading Join(TemporaryFolder folder, List<bool> whole, params string[] names)
    {
        TracePart[] parts = [.. names.Select(name => TracePart.Open(folder.In($"{name}.json"))!)];

        // Known exactly: both clocks are this process's.
        long off = (long)skew.TotalNanoseconds;
        parts[1].Alignment = ClockAlignment.Of([new ClockSample(0, off, 0)]);
        TraceJoin.Write(folder.In("trace.json"), parts, part =>
        {
            whole.Add(part.IsWhole);
            return new TracedProcess(names[part.Number - 1], part.Number, part.Events, part.Lost, part.IsWhole, part.Error / 1e3, 0, 0, 1, 0);
        });
        Array.ForEach(parts, part => part.Dispose());
        Assert.True(JsonDocument.Parse(File.ReadAllBytes(folder.In("trace.json"))).RootElement.GetProperty("otherData").GetProperty("processes").GetArrayLength() == 2);
        return new TraceReading(folder.In("trace.json"));
    }
}
