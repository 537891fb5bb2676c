using System.Text.Json;
using Actors.Tests.Processes;

namespace Actors.Tests.Cluster;

/// <summary>A coordinator and its nodes as a user starts them: processes of their own on one machine.</summary>
internal sealed class NodeCluster : IDisposable
{
    static readonly TimeSpan Longest = TimeSpan.FromSeconds(90);

    readonly TemporaryFolder folder;
    readonly string[] training;
    readonly Dictionary<string, ActorsProcess> nodes = new(StringComparer.Ordinal);

    /// <summary>Starts nothing yet.</summary>
    /// <param name="folder">Where the run goes, into <c>run</c>.</param>
    /// <param name="training">What is trained.</param>
    public NodeCluster(TemporaryFolder folder, params string[] training)
    {
        this.folder = folder;
        this.training = training;
        Port = Scrape.FreePort();
    }

    public int Port { get; }

    public int MetricsPort { get; } = Scrape.FreePort();

    public ActorsProcess Coordinator { get; private set; } = null!;

    public ActorsProcess this[string node] => nodes[node];

    /// <summary>Starts a node.</summary>
    public void StartNode(string name, params string[] more) =>
        nodes[name] = ActorsProcess.Start(folder, ["node", "--join", $"127.0.0.1:{Port}", "--name", name, .. more]);

    /// <summary>Starts the run.</summary>
    public void Train(int count, params string[] more) => Coordinator = ActorsProcess.Start(
        folder, ["train", .. training, "--run", "run", "--nodes", $"{count}", "--port", $"{Port}", "--metrics-port", $"{MetricsPort}", .. more]);

    /// <summary>Goes on with the run.</summary>
    public void Resume(int count) => Coordinator = ActorsProcess.Start(
        folder, ["--resume", "run", "--nodes", $"{count}", "--port", $"{Port}", "--metrics-port", $"{MetricsPort}"]);

    /// <summary>Waits until a block has made so many updates.</summary>
    public Task Updates(int block, long updates) => Explained(async () =>
    {
        using var scrape = new Scrape(MetricsPort);
        await scrape.Until(Coordinator, text => Scrape.Value(text, $"actors_block_updates_total{{block=\"{block}\"}}") >= updates);
        return updates;
    });

    /// <summary>Waits for the coordinator's end.</summary>
    public Task<Finished> End() => Coordinator.End(Longest);

    /// <summary>Waits for the run's good end.</summary>
    public Task<Finished> Ends() => Explained(async () => (await End()).With(0));

    /// <summary>Waits for a node's end.</summary>
    public Task<Finished> EndOf(string node) => nodes[node].End(Longest);

    /// <summary>The summary's restarts.</summary>
    public JsonElement Restarts() => JsonDocument.Parse(File.ReadAllText(folder.In("run/summary.json"))).RootElement.GetProperty("restarts");

    // What the coordinator shows of a failure is half of it.
    async Task<T> Explained<T>(Func<Task<T>> wait)
    {
        try
        {
            return await wait();
        }
        catch (Exception e) when (e is Xunit.Sdk.IAssertionException or InvalidOperationException)
        {
            throw new InvalidOperationException(
                $"{string.Join('\n', nodes.Select(node => $"{node.Key} ({(node.Value.HasExited ? "ended" : "runs")}):\n{node.Value.ErrorSoFar}"))}\n{e.Message}", e);
        }
    }

    public void Dispose()
    {
        foreach (ActorsProcess node in nodes.Values)
        {
            node.Dispose();
        }

        Coordinator?.Dispose();
    }
}
