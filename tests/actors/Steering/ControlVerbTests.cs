using System.Text.Json;
using Actors.Tests.Processes;
using Xunit;
using static Actors.Tests.Processes.ActorsProcess;

namespace Actors.Tests.Steering;

/// <summary><c>actors control</c> and <c>actors top</c> against a run in a process of its own.</summary>
public sealed class ControlVerbTests
{
    static readonly string[] training =
    [
        "train", "--data", "motion", "--set", "data.clips=8", "--batch", "2", "--steps", "100000", "--set", "delays.jitter=0.05", "--run", "run", .. Tiny,
    ];

    [Fact]
    public async Task A_run_is_steered_and_watched_by_its_directory_or_its_port_and_a_signal_ends_it_while_it_is_paused()
    {
        using var folder = new TemporaryFolder();
        (int page, int metrics) = (Scrape.FreePort(), Scrape.FreePort());
        using ActorsProcess run = Start(folder, [.. training, "--dashboard", $"{page}", "--control", "--metrics-port", $"{metrics}"]);
        using var scrape = new Scrape(metrics);
        await scrape.Until(run, text => Scrape.Value(text, "actors_block_updates_total{block=\"3\"}") > 2);

        Assert.Equal("paused\n", (await Run(folder, "control", "run", "pause")).With(0).Out);
        await scrape.Until(run, IsPaused);

        // A scrape is no photograph: the first one that finds all at rest may have read some updates before that.
        string still = await scrape.Until(run, IsPaused);

        // Top shows what the run last told its page, four times a second: the second look is behind the pause, however quick the first was.
        (await Run(folder, "top", "run")).With(0);
        string[] shown = (await Run(folder, "top", "run")).With(0).Out.TrimEnd('\n').Split('\n');
        Assert.Equal("run: tiny, async, paused", shown[0]);
        for (int block = 0; block < 4; block++)
        {
            double updates = Scrape.Value(still, $"actors_block_updates_total{{block=\"{block}\"}}")!.Value;
            Assert.Matches($"^{block} +{updates} .* paused ", Assert.Single(shown, line => line.StartsWith($"{block} ", StringComparison.Ordinal)));
        }

        Assert.Equal(shown[0], (await Run(folder, "top", $"127.0.0.1:{metrics}", "--once")).With(0).Out.Split('\n')[0]);
        Assert.StartsWith("goes on after a pause of ", (await Run(folder, "control", $"127.0.0.1:{page}", "resume")).With(0).Out, StringComparison.Ordinal);
        Assert.Equal("block 1: slowdown 2.5 from its next step on\n", (await Run(folder, "control", "run", "slowdown", "1", "2.5")).With(0).Out);
        Assert.Equal("actors: there is no block 7: they are 0 to 3\n", (await Run(folder, "control", "run", "slowdown", "7", "2")).With(2).Error);
        Assert.Contains("is it the port of the metrics", (await Run(folder, "control", $"127.0.0.1:{metrics}", "pause")).With(2).Error, StringComparison.Ordinal);

        (await Run(folder, "control", "run", "pause")).With(0);
        run.Signal(Terminate);
        (await run.End(TimeSpan.FromSeconds(30))).With(143);
        Assert.False(File.Exists(folder.In("run/listening.json")));
        Assert.Equal("actors: the run in run does not go on: it has ended (no listening.json)\n", (await Run(folder, "control", "run", "resume")).With(2).Error);
        Assert.Equal("actors: the run in run does not go on: it has ended (no listening.json)\n", (await Run(folder, "top", "run")).With(2).Error);
        string[] asked = [.. (await File.ReadAllLinesAsync(folder.In("run/steering.jsonl"), TestContext.Current.CancellationToken))
            .Select(line => JsonDocument.Parse(line).RootElement.GetProperty("command").GetString()!)];
        Assert.Equal(["pause", "resume", "slowdown", "pause", "resume"], asked);

        static bool IsPaused(string text) =>
            Enumerable.Range(0, 4).All(k => Scrape.Value(text, $"actors_block_state{{block=\"{k}\",status=\"paused\"}}") == 1);
    }

    [Fact]
    public async Task A_run_that_does_not_allow_it_is_not_steered_and_one_that_was_killed_is_said_to_be()
    {
        using var folder = new TemporaryFolder();
        (int page, int metrics) = (Scrape.FreePort(), Scrape.FreePort());
        using ActorsProcess run = Start(folder, [.. training, "--dashboard", $"{page}", "--metrics-port", $"{metrics}"]);
        using var scrape = new Scrape(metrics);
        await scrape.Until(run, text => Scrape.Value(text, "actors_block_updates_total{block=\"3\"}") > 2);
        Assert.Equal(
            "actors: this run does not let itself be steered: it was started without --control\n", (await Run(folder, "control", "run", "pause")).With(2).Error);
        run.Signal(Die);
        await run.End(TimeSpan.FromSeconds(30));
        Assert.Contains($"or its process {run.Id} on {Environment.MachineName} was killed", (await Run(folder, "control", "run", "pause")).With(2).Error, StringComparison.Ordinal);
        Assert.Contains($"or its process {run.Id} on {Environment.MachineName} was killed", (await Run(folder, "top", "run")).With(2).Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("nowhere is no run directory, and no HOST:PORT such as 127.0.0.1:9465", "control", "nowhere", "pause")]
    [InlineData("stop is no command: choose from pause, resume, snapshot, slowdown (actors control --help)", "control", "nowhere", "stop")]
    [InlineData("nowhere is no run directory, and no HOST:PORT such as 127.0.0.1:9465", "top", "nowhere")]
    [InlineData("actors.dashboard.control = true (--control) needs a page to listen on, but actors.dashboard.port = 0 (reference.conf): give --dashboard PORT", "train", "--data", "motion", "--control")]
    [InlineData(
        "actors.dashboard.control = true (--control) beyond loopback needs a secret, but actors.dashboard.host = \"0.0.0.0\" (--set) and no dashboard.secret-file",
        "train", "--data", "motion", "--control", "--dashboard", "9465", "--set", "dashboard.host=0.0.0.0")]
    public async Task What_cannot_be_steered_is_one_line_and_code_2(string line, params string[] args)
    {
        using var folder = new TemporaryFolder();
        Finished end = (await Run(folder, args)).With(2);
        Assert.Equal(("", $"actors: {line}\n"), (end.Out, end.Error));
    }
}
