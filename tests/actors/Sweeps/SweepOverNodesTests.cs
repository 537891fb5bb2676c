using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Actors.Tests.Processes;
using Xunit;

namespace Actors.Tests.Sweeps;

/// <summary>Sweeps whose runs are spread over processes that stay from run to run.</summary>
[Collection(nameof(AloneOnTheMachine))]
public sealed class SweepOverNodesTests
{
    static readonly TimeSpan Longest = TimeSpan.FromSeconds(120);
    static readonly string[] Names = ["async", "e2e", "simultaneous"];

    [Fact]
    public async Task A_sweep_over_two_nodes_that_is_killed_goes_on_with_the_same_nodes_and_ends_with_the_weights_of_one_process()
    {
        using var folder = new TemporaryFolder();
        int port = FreePorts();
        Write(folder, steps: 160, port);
        (await ActorsProcess.Run(folder, "sweep", "grid.conf", "--out", "alone")).With(0);

        using ActorsProcess a = Node(folder, port, "a");
        using ActorsProcess b = Node(folder, port, "b");
        using (ActorsProcess killed = Sweep(folder, "--nodes", "2"))
        {
            Assert.True(
                SpinWait.SpinUntil(() => HasLearned(folder, "over/e2e") || killed.HasExited, Longest) && !killed.HasExited, $"{killed.ErrorSoFar}{a.ErrorSoFar}");
            killed.Signal(ActorsProcess.Die);
            await killed.End(Longest);
        }

        Assert.False(File.Exists(folder.In("over/e2e/summary.json")), "it was over before it was killed");
        string first = await File.ReadAllTextAsync(folder.In("over/async/summary.json"), TestContext.Current.CancellationToken);
        using (ActorsProcess again = Sweep(folder, "--nodes", "2"))
        {
            Finished end = await again.End(Longest);
            Assert.True(end.Code == 0, $"{end}\na:\n{a.ErrorSoFar}\nb:\n{b.ErrorSoFar}");
            Assert.Empty(end.Error);
        }

        Assert.Equal(first, await File.ReadAllTextAsync(folder.In("over/async/summary.json"), TestContext.Current.CancellationToken));
        Assert.All(Names, name => Assert.Equal(Weights(folder, $"alone/{name}"), Weights(folder, $"over/{name}")));
        Assert.All(Names, name => Assert.True(File.Exists(folder.In($"over/{name}/actors-a.log")) && File.Exists(folder.In($"over/{name}/actors-b.log")), name));
        JsonElement[] runs = Runs(folder);
        Assert.Equal(Names, runs.Select(run => run.GetProperty("name").GetString()!).Order(StringComparer.Ordinal));
        Assert.All(runs, run => Assert.Equal(0, run.GetProperty("missing").GetArrayLength()));

        await Task.WhenAll(a.Says("stays for the next run: its run has ended"), b.Says("stays for the next run: its run has ended"));
        await Leaves(a);
        await Leaves(b);
    }

    [Fact]
    public async Task Two_runs_at_once_on_a_node_each_have_the_weights_of_one_process_and_one_report()
    {
        using var folder = new TemporaryFolder();
        int port = FreePorts();
        Write(folder, steps: 12, port);
        (await ActorsProcess.Run(folder, "sweep", "grid.conf", "--out", "alone")).With(0);
        using ActorsProcess a = Node(folder, port, "a");
        using ActorsProcess b = Node(folder, port + 1, "b");
        using ActorsProcess sweep = Sweep(folder, "--nodes", "1", "--at-once", "2");
        Finished end = await sweep.End(Longest);
        Assert.True(end.Code == 0, $"{end}\na:\n{a.ErrorSoFar}\nb:\n{b.ErrorSoFar}");
        Assert.All(Names, name => Assert.Equal(Weights(folder, $"alone/{name}"), Weights(folder, $"over/{name}")));
        Assert.All(Names, name => Assert.Single(Directory.GetFiles(folder.In($"over/{name}"), "actors-?.log")));
        Assert.NotEmpty(Directory.GetFiles(folder.In("over"), "actors-a.log", SearchOption.AllDirectories));
        Assert.NotEmpty(Directory.GetFiles(folder.In("over"), "actors-b.log", SearchOption.AllDirectories));
        Assert.Equal(Names.Length, Runs(folder).Length);
        await Leaves(a);
        await Leaves(b);
    }

    static void Write(TemporaryFolder folder, int steps, int port) => File.WriteAllText(
        folder.In("grid.conf"),
        $$"""
        sweep {
          grid.training.regime = [async, e2e, simultaneous]
          evaluate { clips = 24, gratings = 0 }
        }
        actors {
          data { source = motion, clips = 12 }
          metrics.port = 0
          cluster.port = {{port}}
          snapshots.every = 10
          model { name = tiny, width = 24, depth = 4, heads = 3, frames = 4, frame-size = 32, decoder-width = 12, decoder-depth = 1, decoder-heads = 3 }
          training { blocks = 4, steps = {{steps}}, batch = 2, warmup-steps = 1 }
        }
        """);

    static ActorsProcess Node(TemporaryFolder folder, int port, string name) =>
        ActorsProcess.Start(folder, "node", "--join", $"127.0.0.1:{port}", "--name", name, "--stay");

    static ActorsProcess Sweep(TemporaryFolder folder, params string[] more) =>
        ActorsProcess.Start(folder, ["sweep", "grid.conf", "--out", "over", .. more]);

    static async Task Leaves(ActorsProcess node)
    {
        node.Signal(ActorsProcess.Terminate);
        (await node.End(TimeSpan.FromSeconds(20))).With(143);
    }

    static bool HasLearned(TemporaryFolder folder, string run) => Directory.Exists(folder.In($"{run}/snapshots"))
        && Directory.GetDirectories(folder.In($"{run}/snapshots")).Any(path => int.TryParse(Path.GetFileName(path), out int batch) && batch > 0);

    static string[] Weights(TemporaryFolder folder, string run) =>
    [
        .. JsonDocument.Parse(File.ReadAllText(folder.In($"{run}/summary.json"))).RootElement.GetProperty("weights_sha256").EnumerateArray()
            .Select(hash => hash.GetString()!),
    ];

    static JsonElement[] Runs(TemporaryFolder folder) =>
        [.. JsonDocument.Parse(File.ReadAllText(folder.In("over/report.json"))).RootElement.GetProperty("runs").EnumerateArray()];

    // Two in a row.
    static int FreePorts()
    {
        while (true)
        {
            int port = Scrape.FreePort();
            try
            {
                using var next = new TcpListener(IPAddress.Loopback, port + 1);
                next.Start();
                return port;
            }
            catch (SocketException)
            {
                // Taken: another pair.
            }
        }
    }
}
