using System.Text.Json;
using Actors.Runs;
using Actors.Steering;
using Actors.Tests.Processes;
using Xunit;
using static Actors.Tests.Processes.ActorsProcess;

namespace Actors.Tests.Cluster;

/// <summary>A coordinator and two nodes that are paused, slowed down and lose one of them meanwhile.</summary>
[Collection(nameof(AloneOnTheMachine))]
public sealed class SteeredClusterTests
{
    static readonly string[] training = ["--data", "motion", "--batch", "2", "--steps", "60", "--set", "data.clips=12", .. Tiny];

    [Fact]
    public async Task Recorded_slowdowns_are_done_again_where_their_blocks_live_also_after_a_node_was_lost()
    {
        using var one = new TemporaryFolder();
        string[] expected = (await Run(one, ["train", .. training, "--run", "run", .. NoPort])).With(0).Weights;

        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder.In("earlier"));
        await File.WriteAllTextAsync(folder.In("earlier/config.conf"), "", TestContext.Current.CancellationToken);
        new SteeringLine(0, "slowdown", 3, 1) { Block = 1, Factor = 2, Update = 3 }.AppendTo(folder.In("earlier/steering.jsonl"));
        new SteeringLine(0, "slowdown", 6, 1) { Block = 3, Factor = 4.5, Update = 6 }.AppendTo(folder.In("earlier/steering.jsonl"));
        using var cluster = new NodeCluster(folder, [.. training, "--set", "delays.jitter=0.1", "--set", "delays.replay=earlier"]);
        cluster.StartNode("a");
        cluster.StartNode("b");
        cluster.Train(2);
        await cluster.Updates(3, 12);
        cluster["b"].Signal(Die);
        Assert.Equal(expected, (await cluster.Ends()).Weights);
        IReadOnlyDictionary<int, SlowdownHistory> again = RecordedSlowdowns.Read(folder.In("run/steering.jsonl"), 4);
        Assert.Equal([1, 3], again.Keys);
        Assert.Equal([new SlowdownChange(3, 2)], again[1].Changes);
        Assert.Equal([new SlowdownChange(6, 4.5)], again[3].Changes);
        Assert.Equal([1, 2], (await File.ReadAllLinesAsync(folder.In("run/steering.jsonl"), TestContext.Current.CancellationToken))
            .Select(line => JsonSerializer.Deserialize<SteeringLine>(line, RunJson.Line)!.Incarnation).Distinct());
    }

    [Fact]
    public async Task A_run_over_two_nodes_that_is_steered_and_loses_a_node_in_a_pause_ends_with_the_bits_of_one_process()
    {
        using var one = new TemporaryFolder();
        string[] expected = (await Run(one, ["train", .. training, "--run", "run", .. NoPort])).With(0).Weights;

        using var folder = new TemporaryFolder();
        int page = Scrape.FreePort();
        using var cluster = new NodeCluster(folder, [.. training, "--set", "delays.jitter=0.3", "--dashboard", $"{page}", "--control"]);
        cluster.StartNode("a");
        cluster.StartNode("b");
        cluster.Train(2);
        await cluster.Updates(3, 5);
        await Ask("pause");
        await Paused();
        await Ask("snapshot");
        await Ask("slowdown", "1", "3");
        await Ask("resume");
        await cluster.Updates(3, 12);
        await Ask("pause");
        await Paused();

        // It stays paused through the loss, and slowed down behind it.
        cluster["b"].Signal(Die);
        await cluster.Coordinator.Says("node b has left");
        using (var scrape = new Scrape(cluster.MetricsPort))
        {
            await scrape.Until(cluster.Coordinator, text => Scrape.Value(text, "actors_block_restarts_total{block=\"3\",reason=\"crash\"}") + Scrape.Value(text, "actors_block_restarts_total{block=\"3\",reason=\"roll_back\"}") > 0);
        }

        await Paused();
        await Ask("resume");
        Finished run = await cluster.Ends();
        Assert.Equal(expected, run.Weights);
        string[] steering = await File.ReadAllLinesAsync(folder.In("run/steering.jsonl"), TestContext.Current.CancellationToken);
        Assert.Contains(steering, line => line.Contains("\"command\":\"slowdown\"", StringComparison.Ordinal) && line.Contains("\"incarnation\":1", StringComparison.Ordinal));
        Assert.Contains(steering, line => line.Contains("\"command\":\"slowdown\"", StringComparison.Ordinal) && line.Contains("\"incarnation\":2", StringComparison.Ordinal));

        async Task Ask(params string[] words) => (await Run(folder, ["control", "run", .. words])).With(0);

        async Task Paused()
        {
            using var scrape = new Scrape(cluster.MetricsPort);
            await scrape.Until(cluster.Coordinator, text => Enumerable.Range(0, 4).All(k => Scrape.Value(text, $"actors_block_state{{block=\"{k}\",status=\"paused\"}}") == 1));
        }
    }
}
