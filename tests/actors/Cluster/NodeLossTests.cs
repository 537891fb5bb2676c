using System.Text.Json;
using Actors.Snapshots;
using Actors.Tests.Processes;
using Xunit;
using static Actors.Tests.Processes.ActorsProcess;

namespace Actors.Tests.Cluster;

/// <summary>Nodes and the coordinator die, or stand still, in the middle of training.</summary>
[Collection(nameof(AloneOnTheMachine))]
public sealed class NodeLossTests(ITestOutputHelper output)
{
    const int Steps = 200;

    static readonly string[] training =
        ["--data", "motion", "--batch", "2", "--steps", $"{Steps}", "--set", "data.clips=12", "--snapshot-every", "10", .. Tiny];

    // Slow enough that a kill falls in the middle. Waiting changes no bit.
    static readonly string[] slowly = ["--set", "delays.jitter=0.12"];

    [Theory]
    [InlineData(2)]
    [InlineData(20)]
    public async Task A_node_that_is_killed_at_any_moment_costs_no_bit(int kills)
    {
        SkipLong(kills > 5);
        string[] expected = await Undisturbed();
        var random = new Random(4);
        List<double> seconds = [];
        for (int kill = 0; kill < kills; kill++)
        {
            using var folder = new TemporaryFolder();
            using NodeCluster cluster = await Started(folder);
            string victim = kill % 2 == 0 ? "a" : "b";
            await cluster.Updates(0, random.Next(2, 60));
            double at = Now;
            cluster[victim].Signal(Die);
            Finished run = await cluster.Ends();
            Assert.Equal(expected, run.Weights);
            JsonElement restart = Assert.Single(cluster.Restarts().EnumerateArray());
            Assert.Equal(($"node {victim}", "exact"), (restart.GetProperty("block").GetString(), restart.GetProperty("mode").GetString()));
            seconds.Add(TrainsAgain(folder, victim == "a" ? 0 : 3, at));
        }

        double median = seconds.Order().ElementAt((kills - 1) / 2);
        output.WriteLine($"{kills} of {kills} ended with the undisturbed weights; a block of the killed node trains again elsewhere after " +
            $"{median:f1} s (median), {seconds.Max():f1} s (most)");
        Assert.InRange(median, 0, 8);
    }

    [Fact]
    public async Task Under_local_the_blocks_of_a_lost_node_go_back_alone_and_the_run_says_what_was_lost()
    {
        using var folder = new TemporaryFolder();
        using NodeCluster cluster = await Started(folder, "--set", "recovery.mode=local", "--place", "");
        await cluster.Updates(0, 25);
        cluster["b"].Signal(Die);
        Finished run = await cluster.Ends();
        JsonElement summary = run.Json("summary.json");
        JsonElement[] restarts = [.. summary.GetProperty("restarts").EnumerateArray()];
        Assert.Equal(["block-2", "block-3"], restarts.Select(restart => restart.GetProperty("block").GetString()));
        Assert.All(restarts, restart => Assert.Equal("local", restart.GetProperty("mode").GetString()));
        JsonElement[] blocks = [.. summary.GetProperty("blocks").EnumerateArray()];

        // Those on the other node kept every update, and missed none but what was on its way to them.
        Assert.InRange(blocks[0].GetProperty("updates").GetInt64(), Steps - 4, Steps);
        Assert.InRange(blocks[1].GetProperty("updates").GetInt64(), Steps - 8, Steps);
        Assert.InRange(blocks[3].GetProperty("updates").GetInt64(), Steps - 60, Steps);
        Assert.All(summary.GetProperty("edges").EnumerateArray(), edge => Assert.Equal(
            edge.GetProperty("produced").GetInt64(),
            edge.GetProperty("consumed").GetInt64() + edge.GetProperty("dropped").GetInt64() + edge.GetProperty("in_flight").GetInt64()));
        Assert.Empty(Directory.GetDirectories(folder.In("run/snapshots"), "handover*"));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(10)]
    public async Task When_the_coordinator_is_killed_the_nodes_end_with_code_6_and_the_run_goes_on_with_resume(int kills)
    {
        SkipLong(kills > 5);
        string[] expected = await Undisturbed();
        var random = new Random(5);
        for (int kill = 0; kill < kills; kill++)
        {
            using var folder = new TemporaryFolder();
            using NodeCluster cluster = await Started(folder);
            await cluster.Updates(0, random.Next(11, 60));
            cluster.Coordinator.Signal(Die);
            Finished a = (await cluster.EndOf("a")).With(6);
            (await cluster.EndOf("b")).With(6);
            Assert.Contains("start it again", a.ErrorLines[^1], StringComparison.Ordinal);
            Assert.NotNull(SnapshotFolder.NewestOrNone(folder.In("run/snapshots"), _ => { }));
            cluster.StartNode("a");
            cluster.StartNode("b");
            cluster.Resume(2);
            Assert.Equal(expected, (await cluster.Ends()).Weights);
        }

        output.WriteLine($"{kills} of {kills} resumed runs ended with the undisturbed weights");
    }

    [Fact]
    public async Task A_node_that_stands_still_for_a_second_loses_nothing_and_is_not_removed()
    {
        string[] expected = await Undisturbed();
        using var folder = new TemporaryFolder();
        using NodeCluster cluster = await Started(folder);
        await cluster.Updates(0, 15);
        cluster["b"].Signal(Stop);
        await Pause(1);
        cluster["b"].Signal(Continue);
        Assert.Equal(expected, (await cluster.Ends()).Weights);
        Assert.Empty(cluster.Restarts().EnumerateArray());
    }

    [Fact]
    public async Task A_node_that_stands_still_for_15_seconds_is_fenced_off_and_ends_when_it_wakes()
    {
        string[] expected = await Undisturbed();
        using var folder = new TemporaryFolder();
        using NodeCluster cluster = await Started(folder);
        await cluster.Updates(0, 15);
        cluster["b"].Signal(Stop);
        await Pause(15);
        cluster["b"].Signal(Continue);
        (await cluster.EndOf("b")).With(6);
        Assert.Equal(expected, (await cluster.Ends()).Weights);
        Assert.Single(cluster.Restarts().EnumerateArray());
        Assert.Empty(Directory.GetDirectories(folder.In("run/snapshots"), "*.tmp"));
    }

    [Fact]
    public async Task A_node_that_comes_back_is_used_when_the_next_one_is_lost()
    {
        string[] expected = await Undisturbed();
        using var folder = new TemporaryFolder();
        using NodeCluster cluster = await Started(folder);
        await cluster.Updates(0, 12);
        cluster["a"].Signal(Die);
        await cluster["b"].Says("incarnation 2");
        cluster.StartNode("c");
        await cluster["c"].Says("takes part");
        cluster["b"].Signal(Die);
        await cluster["c"].Says("incarnation 3");
        Assert.Equal(expected, (await cluster.Ends()).Weights);
        (await cluster.EndOf("c")).With(0);
        Assert.Equal(2, cluster.Restarts().GetArrayLength());
    }

    static double Now => (DateTimeOffset.UtcNow - DateTimeOffset.UnixEpoch).TotalSeconds;

    static async Task<string[]> Undisturbed()
    {
        using var folder = new TemporaryFolder();
        return (await Run(folder, ["train", .. training, "--run", "run", .. NoPort])).With(0).Weights;
    }

    static async Task<NodeCluster> Started(TemporaryFolder folder, params string[] more)
    {
        var cluster = new NodeCluster(folder, [.. training, .. slowly]);
        cluster.StartNode("a");
        cluster.StartNode("b");
        cluster.Train(2, more);
        await cluster.Updates(3, 1);
        return cluster;
    }

    /// <summary>Seconds from a kill to the first update after it of a block that had to move.</summary>
    static double TrainsAgain(TemporaryFolder folder, int block, double kill) => File.ReadLines(folder.In("run/steps.jsonl"))
        .Select(line => JsonDocument.Parse(line).RootElement)
        .Where(step => step.GetProperty("block").GetInt32() == block)
        .Select(step => step.GetProperty("time").GetDouble() - kill)
        .Where(seconds => seconds > 1)
        .Min();

    static async Task Pause(double seconds)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(seconds));
        await timer.WaitForNextTickAsync(TestContext.Current.CancellationToken);
    }

    static void SkipLong(bool isLong) =>
        Assert.SkipUnless(!isLong || Environment.GetEnvironmentVariable("ACTORS_LONG") == "1", "takes minutes: set ACTORS_LONG=1 to run it");
}
