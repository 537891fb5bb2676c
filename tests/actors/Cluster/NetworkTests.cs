using Actors.Tests.Processes;
using Xunit;
using static Actors.Tests.Processes.ActorsProcess;

namespace Actors.Tests.Cluster;

/// <summary>A coordinator and two nodes, each on a host of its own: bad links, partitions, one-way loss.</summary>
[Collection(nameof(AloneOnTheMachine))]
public sealed class NetworkTests : IDisposable
{
    const string Port = "4053";

    readonly Network network = new("c", "a", "b");
    readonly TemporaryFolder folder = new();
    readonly List<ActorsProcess> processes = [];

    public NetworkTests()
    {
        File.WriteAllText(folder.In("secret"), "0123456789abcdef0123456789abcdef");
    }

    [Theory]
    [InlineData("async")]
    [InlineData("simultaneous")]
    [InlineData("sequential")]
    [InlineData("e2e")]
    public async Task On_hosts_of_their_own_over_a_bad_link_a_run_ends_with_the_bits_of_one_process(string regime)
    {
        string[] training = ["--data", SharedFolder.Path("data/tennis7"), "--regime", regime, "--batch", "2", "--steps", "12", .. Tiny];
        string[] expected = await Alone(training);
        bool bad = network.MakeBad("b");
        Node("a");
        Node("b");
        Finished run = (await Train([.. training, .. bad ? Array.Empty<string>() : ["--set", "delays.latency=0.02"]]).End(TimeSpan.FromSeconds(90))).With(0);
        TestContext.Current.TestOutputHelper!.WriteLine(bad ? "1 % loss and 20 ms by netem" : "this kernel has no netem: 20 ms by the delay plan");
        Assert.Equal(expected, run.Weights);
    }

    [Theory]
    [InlineData("a")]
    [InlineData("b")]
    public async Task A_node_that_is_cut_off_stops_the_others_go_on_and_it_is_used_again_after_healing(string lone)
    {
        string[] expected = await Alone(Long);
        string other = lone == "a" ? "b" : "a";
        ActorsProcess cutOff = Node(lone);
        ActorsProcess stays = Node(other);
        ActorsProcess run = Train([.. Long, .. slowly]);
        await Steps(run, 60);
        network.CutOff(lone);
        Finished alone = (await cutOff.End(TimeSpan.FromSeconds(40))).With(6);
        Assert.Contains($"node {lone} has lost the coordinator", alone.ErrorLines[^1], StringComparison.Ordinal);
        await stays.Says("incarnation 2: blocks 0, 1, 2, 3");

        network.Join(lone);
        ActorsProcess again = Node($"{lone}2", lone);
        await again.Says("takes part");
        stays.Signal(Die);
        await again.Says("incarnation 3: blocks 0, 1, 2, 3");
        Finished end = (await run.End(TimeSpan.FromSeconds(90))).With(0);
        Assert.Equal(expected, end.Weights);
        Assert.Equal(2, end.Json("summary.json").GetProperty("restarts").GetArrayLength());
        Assert.Empty(Directory.GetDirectories(folder.In("run/snapshots"), "*.tmp"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task When_only_one_way_is_lost_the_node_stops_and_the_others_go_on(bool fromTheNode)
    {
        string[] expected = await Alone(Long);
        Node("a");
        ActorsProcess b = Node("b");
        ActorsProcess run = Train([.. Long, .. slowly]);
        await Steps(run, 60);
        foreach (string other in new[] { "c", "a" })
        {
            network.Lose(fromTheNode ? "b" : other, fromTheNode ? other : "b");
        }

        (await b.End(TimeSpan.FromSeconds(60))).With(6);
        Finished end = (await run.End(TimeSpan.FromSeconds(90))).With(0);
        Assert.Equal(expected, end.Weights);
        Assert.Equal("node b", end.Json("summary.json").GetProperty("restarts")[0].GetProperty("block").GetString());
    }

    static string[] Long => ["--data", "motion", "--batch", "2", "--steps", "200", "--set", "data.clips=12", "--snapshot-every", "10", .. Tiny];

    static readonly string[] slowly = ["--set", "delays.jitter=0.2"];

    public void Dispose()
    {
        processes.ForEach(process => process.Dispose());
        network.Dispose();
        folder.Dispose();
    }

    static async Task<string[]> Alone(string[] training)
    {
        using var alone = new TemporaryFolder();
        return (await Run(alone, ["train", .. training, "--run", "run", .. NoPort])).With(0).Weights;
    }

    ActorsProcess Node(string name, string? host = null) => Kept(StartIn(
        network.Space(host ?? name), folder,
        ["node", "--join", $"{network.AddressOf("c")}:{Port}", "--name", name, "--host", network.AddressOf(host ?? name), "--secret-file", folder.In("secret")]));

    ActorsProcess Train(string[] training) => Kept(StartIn(
        network.Space("c"), folder,
        ["train", .. training, "--run", "run", "--nodes", "2", "--host", network.AddressOf("c"), "--port", Port, "--secret-file", folder.In("secret"), .. NoPort]));

    ActorsProcess Kept(ActorsProcess process)
    {
        processes.Add(process);
        return process;
    }

    async Task Steps(ActorsProcess run, int lines)
    {
        string log = folder.In("run/steps.jsonl");
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        for (int tries = 0; !File.Exists(log) || File.ReadLines(log).Count() < lines; tries++)
        {
            Assert.True(!run.HasExited && tries < 600, $"no {lines} steps within a minute. {string.Join('\n', processes.Select(process => process.ErrorSoFar))}");
            await timer.WaitForNextTickAsync(TestContext.Current.CancellationToken);
        }
    }
}
