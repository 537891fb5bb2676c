using Actors.Tests.Processes;
using Xunit;
using static Actors.Tests.Processes.ActorsProcess;

namespace Actors.Tests.Cluster;

/// <summary>Three processes on one machine: a coordinator and two nodes.</summary>
[Collection(nameof(AloneOnTheMachine))]
public sealed class ClusterRunTests
{
    [Theory]
    [InlineData("async", "tennis7")]
    [InlineData("simultaneous", "tennis7")]
    [InlineData("sequential", "tennis7")]
    [InlineData("e2e", "tennis7")]
    [InlineData("e2e", "tennis7", "--micro-batches", "2", "--targets", "local")]
    [InlineData("async", "tennis7", "--targets", "local", "--place", "0,2=b;1,3=a")]
    [InlineData("async", "motion", "--capacity", "1", "--snapshot-every", "5")]
    public async Task A_run_over_two_nodes_ends_with_the_bits_of_one_process(string regime, string source, params string[] more)
    {
        string data = source == "motion" ? source : SharedFolder.Path($"data/{source}");
        string[] training = ["--data", data, "--regime", regime, "--batch", "2", "--steps", "16", "--set", "data.clips=12", .. Tiny, .. more];
        string[] alone = [.. training.Where((_, k) => !Belongs(training, k, "--targets") && !Belongs(training, k, "--place"))];
        using var one = new TemporaryFolder();
        string[] expected = (await Run(one, ["train", .. alone, "--run", "run", .. NoPort])).With(0).Weights;

        using var folder = new TemporaryFolder();
        using var cluster = new NodeCluster(folder, training);
        cluster.StartNode("a");
        cluster.StartNode("b");
        cluster.Train(2);
        Finished run = await cluster.Ends();
        Assert.Equal(expected, run.Weights);
        (await cluster.EndOf("a")).With(0);
        (await cluster.EndOf("b")).With(0);
        Assert.All(run.Json("summary.json").GetProperty("edges").EnumerateArray(), edge => Assert.Equal(
            edge.GetProperty("produced").GetInt64(),
            edge.GetProperty("consumed").GetInt64() + edge.GetProperty("dropped").GetInt64() + edge.GetProperty("in_flight").GetInt64()));
    }

    [Fact]
    public async Task A_node_that_cannot_compute_what_it_is_given_ends_and_its_blocks_go_to_the_other()
    {
        string[] training = ["--data", "motion", "--batch", "2", "--steps", "16", "--set", "data.clips=12", .. Tiny];
        using var one = new TemporaryFolder();
        string[] expected = (await Run(one, ["train", .. training, "--run", "run", .. NoPort])).With(0).Weights;

        using var folder = new TemporaryFolder();
        using var cluster = new NodeCluster(folder, training);
        cluster.StartNode("a");
        cluster.StartNode("b", "--device", "cuda:77");
        cluster.Train(2);
        Assert.Equal(expected, (await cluster.Ends()).Weights);
        Finished refused = (await cluster.EndOf("b")).With(2);
        Assert.Contains("node b: ", refused.ErrorLines[^1], StringComparison.Ordinal);
        (await cluster.EndOf("a")).With(0);
    }

    [Fact]
    public async Task With_a_secret_the_cluster_speaks_TLS_and_a_node_without_it_is_kept_out()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.In("secret"), "0123456789abcdef0123456789abcdef");
        File.WriteAllText(folder.In("wrong"), "fedcba9876543210fedcba9876543210");
        using var cluster = new NodeCluster(folder, ["--data", "motion", "--batch", "2", "--steps", "16", "--set", "data.clips=12", "--blocks", "2", .. Tiny]);
        cluster.StartNode("none");
        cluster.StartNode("wrong", "--secret-file", "wrong");
        cluster.StartNode("right", "--secret-file", "secret");
        cluster.Train(1, "--secret-file", "secret");
        Finished run = (await cluster.End()).With(0);
        (await cluster.EndOf("right")).With(0);
        Assert.False(cluster["none"].HasExited, cluster["none"].ErrorSoFar);
        (await cluster.EndOf("wrong")).With(6);
        Assert.NotEmpty(run.Weights);
    }

    [Fact]
    public async Task A_node_that_no_coordinator_takes_in_leaves_at_a_signal()
    {
        using var folder = new TemporaryFolder();
        using ActorsProcess node = Start(folder, ["node", "--join", $"127.0.0.1:{Scrape.FreePort()}", "--name", "alone"]);
        await node.Says("node alone joins");
        node.Signal(Terminate);
        Finished end = (await node.End(TimeSpan.FromSeconds(15))).With(143);
        Assert.EndsWith("node alone has left", end.ErrorLines[^1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Too_few_nodes_end_the_run_with_code_6_and_say_how_many()
    {
        using var folder = new TemporaryFolder();
        using var cluster = new NodeCluster(folder, ["--data", "motion", "--steps", "4", .. Tiny]);
        cluster.Train(2, "--set", "cluster.wait=1");
        Finished run = (await cluster.End()).With(6);
        Assert.Contains("waiting for nodes: 0 of 2 here, and waited 1 s (cluster.wait)", run.ErrorLines[^1], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("train", "--nodes", "1", "--host", "10.1.2.3")]
    [InlineData("node", "--join", "10.1.2.3:4053", "--host", "0.0.0.0")]
    public async Task Beyond_loopback_nothing_is_bound_without_a_secret(params string[] args)
    {
        using var folder = new TemporaryFolder();
        Finished run = (await Run(folder, [.. args])).With(2);
        Assert.Contains("is beyond loopback and needs a secret", run.ErrorLines[^1], StringComparison.Ordinal);
    }

    static bool Belongs(string[] args, int k, string option) => args[k] == option || (k > 0 && args[k - 1] == option);
}
