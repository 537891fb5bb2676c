using Actors.Blocks;
using Actors.Configuration;
using Actors.Edges;
using Actors.Faults;
using Actors.Regimes;
using Actors.Runs;
using Actors.Tests.Runs;
using Actors.Tracing;
using Xunit;

namespace Actors.Tests.Tracing;

/// <summary>What <c>--trace</c> writes.</summary>
public sealed class TraceTests
{
    [Theory]
    [InlineData(Regime.Async)]
    [InlineData(Regime.Simultaneous)]
    [InlineData(Regime.Sequential)]
    [InlineData(Regime.E2e)]
    public async Task A_trace_changes_no_bit_and_its_spans_nest_and_add_up_to_the_summary(Regime regime)
    {
        RunOptions options = TinyRun.Options.With(regime, steps: 12) with { Snapshots = new SnapshotOptions { Every = 4 } };
        using var folder = new TemporaryFolder();
        (RunSummary summary, TraceReading trace) = await Traced(folder, options);
        Assert.Equal(await TinyRun.Weights(options), summary.WeightsSha256);
        trace.SpansNest();
        trace.ArrowsHaveBothEnds();
        Assert.Equal(0, trace.Lost);
        foreach (BlockSummary block in summary.Blocks)
        {
            string track = $"block-{block.Block}";
            Assert.Equal(block.ComputeSeconds, trace.Seconds(track, "computing"), 1e-4);
            Assert.Equal(block.StarvedSeconds, trace.Seconds(track, "starved"), 1e-4);
            Assert.Equal(block.BlockedSeconds, trace.Seconds(track, "blocked"), 1e-4);
            Assert.Equal(block.BackwardSeconds, trace.Seconds(track, "backward"), 1e-4);
            Assert.Equal(block.OptimizerSeconds, trace.Seconds(track, "optimizer"), 1e-4);
            Assert.InRange(trace.Seconds(track, "snapshot"), block.SnapshotSeconds, block.SnapshotSeconds + 0.5);
            Assert.Equal(4, trace.Spans.Count(span => span.Track == track && span.Name == "snapshot"));
        }
    }

    [Fact]
    public async Task Arrows_follow_every_batch_from_its_last_decoded_clip_to_the_last_block()
    {
        using var folder = new TemporaryFolder();
        (_, TraceReading trace) = await Traced(folder, TinyRun.Options);
        string[] way = ["decoded", "loader->block-0", "block-0->block-1", "block-1->block-2", "block-2->block-3"];
        Assert.All(way, hop => Assert.Equal(8, trace.Arrows.Count(arrow => arrow.Name == hop)));
        Assert.All(trace.Arrows, arrow => Assert.Equal(arrow.Name.Split("->")[^1], arrow.Name == "decoded" ? "decoded" : arrow.To.Track));
        Assert.Equal(0, trace.Dropped);
    }

    [Fact]
    public async Task An_activation_that_was_dropped_has_no_arrow_but_is_to_be_seen()
    {
        using var folder = new TemporaryFolder();
        RunOptions options = TinyRun.Options.With(
            steps: 30, slowdown: [1, 1, 8, 1], jitter: [0, 0, 0.1, 0], overflow: [OverflowPolicy.Wait, OverflowPolicy.Wait, OverflowPolicy.DropOldest, OverflowPolicy.Wait]);
        (RunSummary summary, TraceReading trace) = await Traced(folder, options);
        trace.SpansNest();
        trace.ArrowsHaveBothEnds();
        Assert.True(summary.Edges[2].Dropped > 0);
        Assert.Equal(summary.Edges[2].Dropped, trace.Dropped);
        Assert.Equal(summary.Edges[2].Consumed, trace.Arrows.Count(arrow => arrow.Name == "block-1->block-2"));
    }

    [Fact]
    public async Task A_trace_of_a_run_that_crashed_and_recovered_is_whole()
    {
        using var folder = new TemporaryFolder();
        RunOptions options = TinyRun.Options.With(steps: 12) with
        {
            Snapshots = new SnapshotOptions { Every = 4 },
            Faults = new FaultOptions { Crash = ["1@6"] },
        };
        (RunSummary summary, TraceReading trace) = await Traced(folder, options);
        Assert.Single(summary.Restarts);
        trace.SpansNest();
        trace.ArrowsHaveBothEnds();
        Assert.All(summary.Blocks, block => Assert.Equal(block.ComputeSeconds, trace.Seconds($"block-{block.Block}", "computing"), 0.01 * block.ComputeSeconds));
    }

    [Fact]
    public async Task A_trace_that_is_there_is_kept_when_another_begins()
    {
        using var folder = new TemporaryFolder();
        string path = folder.In("trace.json");
        foreach (string process in new[] { "one", "two", "three" })
        {
            await using RunTrace trace = RunTrace.Open(path, process, new RecordingObserver());
            trace.Begun(1);
        }

        string[] files = ["trace.1.json", "trace.2.json", "trace.json"];
        Assert.Equal(["one", "two", "three"], files.Select(file => new TraceReading(folder.In(file)).Processes[1]));
    }

    [Fact]
    public async Task What_cannot_be_written_in_time_is_counted_and_said()
    {
        using var folder = new TemporaryFolder();
        var observer = new RecordingObserver();
        await using (RunTrace trace = RunTrace.Open(folder.In("trace.json"), "run", observer))
        {
            BlockTrace block = trace.Block(0);
            for (int k = 0; k < 200_000; k++)
            {
                block.Stayed(BlockState.Starved, k, k + 1);
            }
        }

        var read = new TraceReading(folder.In("trace.json"));
        Assert.Equal(200_000, read.Lost + read.Spans.Count);
        Assert.Equal(read.Lost > 0 ? 1 : 0, observer.Events.Count(said => said.Text.Contains($"lacks {read.Lost} events", StringComparison.Ordinal)));
    }

    static async Task<(RunSummary Summary, TraceReading Trace)> Traced(TemporaryFolder folder, RunOptions options)
    {
        RunOutcome outcome = await TinyRun.In(folder, options with { Trace = true });
        Assert.Equal((ExitCode.Done, ""), (outcome.Code, outcome.Message));
        return (outcome.Summary!, new TraceReading(folder.In("trace.json")));
    }
}
