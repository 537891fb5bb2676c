using System.Globalization;
using System.Text.Json;
using Actors.Tests.Cluster;
using Actors.Tests.Processes;
using Xunit;
using static Actors.Tests.Processes.ActorsProcess;

namespace Actors.Tests.Tracing;

/// <summary>The trace of a coordinator and two nodes: three processes, of whose clocks two are off.</summary>
[Collection(nameof(AloneOnTheMachine))]
public sealed class ClusterTraceTests(ITestOutputHelper output)
{
    const int Steps = 24;
    const double SkewOfA = 2.5;
    const double SkewOfB = -1.25;

    static readonly string[] training =
    [
        "--data", "motion", "--batch", "2", "--set", "data.clips=12", "--snapshot-every", "8", "--trace",
        "--set", string.Create(CultureInfo.InvariantCulture, $"faults.clock-skew=a@{SkewOfA},b@{SkewOfB}"), .. Tiny,
    ];

    [Theory]
    [InlineData("async", 1)]
    [InlineData("e2e", 2)]
    public async Task A_run_over_two_nodes_leaves_one_trace_whose_spans_nest_and_whose_arrows_lead_from_node_to_node(string regime, int parts)
    {
        string[] trained = [.. training, "--steps", $"{Steps}", "--regime", regime, "--micro-batches", $"{parts}"];
        using var one = new TemporaryFolder();
        string[] untraced = (await Run(one, ["train", .. trained.Where(word => word != "--trace"), "--run", "run", .. NoPort])).With(0).Weights;

        using var folder = new TemporaryFolder();
        using var cluster = new NodeCluster(folder, [.. trained, "--place", "0,1=a;2,3=b"]);
        cluster.StartNode("a");
        cluster.StartNode("b");
        cluster.Train(2);
        Finished run = await cluster.Ends();
        (await cluster.EndOf("a")).With(0);
        (await cluster.EndOf("b")).With(0);
        Assert.Equal(untraced, run.Weights);

        var trace = new TraceReading(folder.In("run/trace.json"));
        Assert.Equal(["coordinator", "node a", "node b"], trace.Processes.OrderBy(process => process.Key).Select(process => process.Value));
        Assert.Equal([folder.In("run/trace.json")], Directory.EnumerateFiles(folder.In("run"), "trace*"));
        long error = ErrorsHold(folder);
        trace.SpansNest();
        trace.ArrowsHaveBothEnds(error);
        Assert.Equal((0L, 0), (trace.Lost, trace.Dropped));

        // From the last clip decoded to the last block, over three processes.
        (string Hop, int From, int To)[] way =
            [("decoded", 1, 1), ("loader->block-0", 1, 2), ("block-0->block-1", 2, 2), ("block-1->block-2", 2, 3), ("block-2->block-3", 3, 3)];
        Assert.All(way, hop => Assert.Equal(
            Enumerable.Repeat((hop.From, hop.To), Steps * (hop.Hop == "decoded" ? 1 : parts)), trace.Arrows.Where(arrow => arrow.Name == hop.Hop).Select(arrow => (arrow.From.Process, arrow.To.Process))));
        Sent(trace, "loader->block-0", "activation", 1, 2, parts);
        Sent(trace, "block-1->block-2", "activation", 2, 3, parts);
        if (regime == "e2e")
        {
            Sent(trace, "block-1->block-2", "gradient", 3, 2, parts);
        }

        foreach (JsonElement block in run.Json("summary.json").GetProperty("blocks").EnumerateArray())
        {
            foreach (string state in new[] { "starved", "blocked", "compute" })
            {
                double seconds = block.GetProperty($"{state}_seconds").GetDouble();
                double traced = trace.Seconds($"block-{block.GetProperty("block").GetInt32()}", state == "compute" ? "computing" : state);
                Assert.InRange(traced, (0.99 * seconds) - 1e-4, (1.01 * seconds) + 1e-4);
            }
        }
    }

    [Fact]
    public async Task A_node_that_was_lost_leaves_what_it_had_written_and_the_trace_says_so()
    {
        using var folder = new TemporaryFolder();
        using var cluster = new NodeCluster(folder, [.. training, "--steps", "120", "--set", "delays.jitter=0.12"]);
        cluster.StartNode("a");
        cluster.StartNode("b");
        cluster.Train(2);
        await cluster.Updates(0, 24);
        cluster["b"].Signal(Die);
        await cluster.Ends();
        (await cluster.EndOf("a")).With(0);

        var trace = new TraceReading(folder.In("run/trace.json"));
        long error = ErrorsHold(folder);
        trace.SpansNest();
        trace.ArrowsHaveBothEnds(error);
        JsonElement[] processes = Processes(folder);
        Assert.Equal(
            [("coordinator", true), ("node a", true), ("node b", false)],
            processes.Select(process => (process.GetProperty("process").GetString()!, process.GetProperty("whole").GetBoolean())));
        Assert.Contains(trace.Spans, span => span.Process == 3 && span.Name == "computing");
        Assert.DoesNotContain(trace.Spans, span => span.Process < 3 && span.Name == "lost");
        Assert.True(File.Exists(folder.In("run/trace-b.json")));
        Assert.False(File.Exists(folder.In("run/trace-a.json")));
        Assert.Contains("node b was lost before it ended its trace", cluster.Coordinator.ErrorSoFar, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_trace_of_a_run_whose_coordinator_was_killed_is_joined_from_what_its_processes_left()
    {
        using var folder = new TemporaryFolder();
        using var cluster = new NodeCluster(folder, [.. training, "--steps", "2000", "--set", "delays.jitter=0.12", "--place", "0,1=a;2,3=b"]);
        cluster.StartNode("a");
        cluster.StartNode("b");
        cluster.Train(2);
        await cluster.Updates(3, 24);
        Assert.Contains("is in use by another process", (await Run(folder, "trace", "run")).With(2).Error, StringComparison.Ordinal);
        cluster.Coordinator.Signal(Die);
        Assert.Equal(6, (await cluster.EndOf("a")).Code);
        Assert.Equal(6, (await cluster.EndOf("b")).Code);
        Assert.False(File.Exists(folder.In("run/trace.json")));
        Assert.Contains("trace    in 3 shares: ", (await Run(folder, "inspect", "run")).With(0).Out, StringComparison.Ordinal);

        Finished joined = await Run(folder, "trace", "run");
        Assert.Equal((0, 1), (joined.Code, joined.ErrorLines.Length));
        Assert.StartsWith($"{folder.In("run/trace.json")} joins 3 processes; clocks are off by at most: node a ", joined.Out, StringComparison.Ordinal);
        Assert.StartsWith("actors: warning: coordinator was lost before it ended its trace: ", joined.Error, StringComparison.Ordinal);
        var trace = new TraceReading(folder.In("run/trace.json"));
        long error = ErrorsHold(folder);
        trace.SpansNest();
        trace.ArrowsHaveBothEnds(error);
        Assert.Equal([false, true, true], Processes(folder).Select(process => process.GetProperty("whole").GetBoolean()));
        Assert.All(
            ["loader->block-0", "block-0->block-1", "block-1->block-2", "block-2->block-3"],
            edge => Assert.InRange(trace.Arrows.Count(arrow => arrow.Name == edge), 12, 2000));

        // What was joined is left as it is, and can be joined again.
        Assert.StartsWith($"{folder.In("run/trace.1.json")} joins 3 processes", (await Run(folder, "trace", "run")).Out, StringComparison.Ordinal);
        Assert.Equal(File.ReadAllText(folder.In("run/trace.json")), File.ReadAllText(folder.In("run/trace.1.json")));
    }

    [Theory]
    [InlineData("nowhere holds no run (no config.conf): name a run directory", "nowhere")]
    [InlineData("run has no trace: train with --trace", "run")]
    public async Task Where_there_is_nothing_to_join_that_is_said_in_one_line(string line, string path)
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder.In("run"));
        await File.WriteAllTextAsync(folder.In("run/config.conf"), "", TestContext.Current.CancellationToken);
        Assert.Equal($"actors: {line}\n", (await Run(folder, "trace", path)).With(2).Error);
    }

    [Fact]
    public async Task What_was_dropped_before_a_connection_has_no_arrow_but_is_to_be_seen()
    {
        using var folder = new TemporaryFolder();
        string[] lossy = ["--steps", "40", "--overflow", "wait,wait,drop-oldest,wait", "--set", "delays.slowdown=1,1,8,1"];
        using var cluster = new NodeCluster(folder, [.. training, .. lossy, "--place", "0,1=a;2,3=b"]);
        cluster.StartNode("a");
        cluster.StartNode("b");
        cluster.Train(2);
        Finished run = await cluster.Ends();
        var trace = new TraceReading(folder.In("run/trace.json"));
        trace.SpansNest();
        trace.ArrowsHaveBothEnds(ErrorsHold(folder));
        JsonElement edge = run.Json("summary.json").GetProperty("edges")[2];
        Assert.True(edge.GetProperty("dropped").GetInt32() > 0);
        Assert.Equal(edge.GetProperty("dropped").GetInt32(), trace.Dropped);
        Assert.Equal(edge.GetProperty("consumed").GetInt32(), trace.Arrows.Count(arrow => arrow.Name == "block-1->block-2"));
        Assert.Equal(edge.GetProperty("consumed").GetInt32(), trace.Arrows.Count(arrow => arrow.Name == "block-1->block-2 activation"));
    }

    static void Sent(TraceReading trace, string edge, string frame, int from, int to, int parts)
    {
        TraceReading.Arrow[] wire = [.. trace.Arrows.Where(arrow => arrow.Name == $"{edge} {frame}")];
        Assert.Equal(Enumerable.Repeat((from, to), Steps * parts), wire.Select(arrow => (arrow.From.Process, arrow.To.Process)));
        Assert.All(wire, arrow => Assert.Equal(($"{edge} sends", $"{edge} receives"), (arrow.From.Track, arrow.To.Track)));

        // Of each clip four visible tokens: 24 floats wide, or as many bytes of pixels; header, small values and checksum with them.
        int least = 112 + (2 / parts * 4 * 96);
        Assert.All(
            trace.Spans.Where(span => span.Process == from && span.Track == $"{edge} sends"),
            span => Assert.True(frame == "gradient" ? span.Bytes == least : span.Bytes > least, $"{span}"));
    }

    // All processes are on this machine and have its clock, so that what is stated can be held against what is.
    long ErrorsHold(TemporaryFolder folder)
    {
        double worst = 0;
        foreach (JsonElement process in Processes(folder)[1..])
        {
            string name = process.GetProperty("process").GetString()!;
            double error = process.GetProperty("error_us").GetDouble();
            double found = process.GetProperty("clock_offset_us").GetDouble();
            double truth = name == "node a" ? -SkewOfA * 1e6 : -SkewOfB * 1e6;
            output.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{name}: off by {found - truth:0.0} us, stated {error:0.0} us at most; least round trip {process.GetProperty("least_round_trip_us").GetDouble():0.0} us of {process.GetProperty("comparisons")}"));
            Assert.InRange(found - truth, -error, error);
            worst = Math.Max(worst, error);
        }

        return (long)(2 * worst * 1000);
    }

    static JsonElement[] Processes(TemporaryFolder folder) =>
        [.. JsonDocument.Parse(File.ReadAllBytes(folder.In("run/trace.json"))).RootElement.GetProperty("otherData").GetProperty("processes").EnumerateArray()];
}
