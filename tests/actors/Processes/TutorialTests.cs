using System.Text.RegularExpressions;
using Actors.Dashboard;
using Actors.Steering;
using Actors.Tests.Metrics;
using Actors.Web;
using Xunit;
using static Actors.Tests.Processes.ActorsProcess;

namespace Actors.Tests.Processes;

/// <summary>The tutorial's commands run as they stand there, on fewer and smaller batches and on free ports.</summary>
[Collection(nameof(AloneOnTheMachine))]
public sealed partial class TutorialTests(ITestOutputHelper output) : IDisposable
{
    static readonly TimeSpan longest = TimeSpan.FromSeconds(120);

    // Long enough for the commands that a run is watched and steered by.
    static readonly string[] slowly = ["--set", "delays.jitter=0.4"];

    readonly TemporaryFolder folder = new();
    readonly List<(string[] Args, ActorsProcess Process)> running = [];
    PrometheusServer? prometheus;

    [Fact]
    public async Task Every_command_of_the_tutorial_ends_with_0_and_its_runs_with_the_same_weights()
    {
        string text = await File.ReadAllTextAsync(Path.Combine(SharedFolder.Checkout, "actors", "TUTORIAL.md"), TestContext.Current.CancellationToken);
        Dictionary<string, string> ports = Port().Matches(text).Select(match => match.Value).Distinct().ToDictionary(port => port, _ => $"{Scrape.FreePort()}");
        text = Port().Replace(text, match => ports[match.Value]);
        await Furnish(text, ports);
        foreach (string line in ReadmeCommands.Lines(text))
        {
            if (ReadmeCommands.IsOurs(line))
            {
                await Try(line, ReadmeCommands.Arguments(line));
            }
            else if (line.StartsWith("prometheus ", StringComparison.Ordinal))
            {
                await Watch(ReadmeCommands.Words(line), ports["9090"]);
            }
            else
            {
                Assert.Matches("^(alias|source) ", line);
            }
        }

        await End();
        string[] first = Weights("first");
        Assert.Equal(first, Weights("watched"));
        Assert.Equal(first, Weights("again"));
        Assert.Equal(RecordedSlowdowns.Read(folder.In("runs/watched/steering.jsonl"), 4)[2].Changes, RecordedSlowdowns.Read(folder.In("runs/again/steering.jsonl"), 4)[2].Changes);
        Assert.Equal(first, Weights("three"));
    }

    async Task Try(string line, string[] args)
    {
        string[] small = Small(args);
        if (line.EndsWith('&'))
        {
            running.Add((args, Start(folder, [.. small, .. args[0] == "train" ? slowly : []])));
            return;
        }

        if (args[0] is "top" or "control")
        {
            (await Trains(args[1])).Dispose();
        }
        else
        {
            // Whoever reads on has waited for it.
            await End();
        }

        Finished end = await Run(folder, small);
        Assert.True(end.Code == 0, $"{line}\nwas run as: actors {string.Join(' ', small)}\nand ended with {end.Code}.\n{end}");
        output.WriteLine($"{end.Took.TotalSeconds:0.0} s: {line}");
    }

    // The runs are compared, so that all are of the same length.
    static string[] Small(string[] args)
    {
        string[] small = ReadmeCommands.Small(args, "");
        if (args[0] != "train")
        {
            return small;
        }

        small[Array.IndexOf(small, "--steps") + 1] = "40";
        int metrics = Array.IndexOf(args, "--metrics-port");
        small[Array.IndexOf(small, "--metrics-port") + 1] = metrics < 0 ? "0" : args[metrics + 1];
        return small;
    }

    // While Prometheus looks for it, a run that is far quicker here than as it stands there is held up.
    async Task Watch(string[] words, string port)
    {
        string storage = words.Single(word => word.StartsWith("--storage.tsdb.path=", StringComparison.Ordinal));
        Assert.Contains($"--web.listen-address=127.0.0.1:{port}", words);
        if (!File.Exists("/usr/bin/prometheus"))
        {
            output.WriteLine("not tried without /usr/bin/prometheus (apt-get install prometheus)");
            return;
        }

        Assert.StartsWith("--storage.tsdb.path=/tmp/", storage, StringComparison.Ordinal);
        string configuration = words.Single(word => word.StartsWith("--config.file=", StringComparison.Ordinal))["--config.file=".Length..];
        using RunContact run = await Trains("runs/three");
        Assert.True((await run.Steer(new SteeringCommand(SteeringKind.Pause), null, TestContext.Current.CancellationToken)).Done);
        prometheus = PrometheusServer.Start(folder.In(configuration), folder.In("tsdb"), int.Parse(port, System.Globalization.CultureInfo.InvariantCulture));
        await prometheus.Until(
            "targets?state=active", data => data.GetProperty("activeTargets").EnumerateArray().Count(target => target.GetProperty("health").GetString() == "up") == 4);
        Assert.True((await run.Steer(new SteeringCommand(SteeringKind.Resume), null, TestContext.Current.CancellationToken)).Done);
    }

    async Task<RunContact> Trains(string run)
    {
        long began = TimeProvider.System.GetTimestamp();
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        while (TimeProvider.System.GetElapsedTime(began) < longest && await timer.WaitForNextTickAsync(TestContext.Current.CancellationToken))
        {
            if (File.Exists(folder.In($"{run}/listening.json")))
            {
                RunContact contact = RunContact.To(folder.In(run), page: false);
                if (await contact.Moment(TestContext.Current.CancellationToken) is RunMoment { Progress: not null })
                {
                    return contact;
                }

                contact.Dispose();
            }
        }

        throw new InvalidOperationException($"{run} did not train within {longest.TotalSeconds} s: {string.Join('\n', running.Select(at => at.Process.ErrorSoFar))}");
    }

    async Task End()
    {
        foreach ((string[] args, ActorsProcess process) in running)
        {
            Finished end = await process.End(longest);
            Assert.True(end.Code == 0, $"actors {string.Join(' ', args)} ended with {end.Code}.\n{end}");
            process.Dispose();
        }

        running.Clear();
    }

    async Task Furnish(string text, Dictionary<string, string> ports)
    {
        string there = Path.Combine(SharedFolder.Checkout, "hocon", "observability");
        Directory.CreateDirectory(folder.In("hocon/observability/targets"));
        foreach (string file in new[] { "prometheus.yml", "recording.yml", "alerts.yml" })
        {
            string content = await File.ReadAllTextAsync(Path.Combine(there, file), TestContext.Current.CancellationToken);
            await File.WriteAllTextAsync(
                folder.In($"hocon/observability/{file}"), content.Replace(":9464", $":{ports["9464"]}", StringComparison.Ordinal), TestContext.Current.CancellationToken);
        }

        Match targets = Targets().Match(text);
        Assert.True(targets.Success, "the tutorial says what to put into a file of targets");
        await File.WriteAllTextAsync(folder.In(targets.Groups[1].Value), targets.Groups[2].Value, TestContext.Current.CancellationToken);
    }

    string[] Weights(string run) =>
    [
        .. System.Text.Json.JsonDocument.Parse(File.ReadAllText(folder.In($"runs/{run}/summary.json"))).RootElement.GetProperty("weights_sha256")
            .EnumerateArray().Select(hash => hash.GetString()!),
    ];

    public void Dispose()
    {
        prometheus?.Dispose();
        running.ForEach(at => at.Process.Dispose());
        folder.Dispose();
    }

    [GeneratedRegex(@"\b(4053|9090|946[0-9])\b")]
    private static partial Regex Port();

    [GeneratedRegex(@"`(hocon/observability/targets/\S+\.json)`:\s+```json\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Targets();
}
