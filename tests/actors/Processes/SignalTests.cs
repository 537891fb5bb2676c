using System.Globalization;
using Xunit;
using static Actors.Tests.Processes.ActorsProcess;

namespace Actors.Tests.Processes;

/// <summary>SIGINT and SIGTERM in the middle of training.</summary>
public sealed class SignalTests
{
    const string Steps = "60";

    static readonly TimeSpan promised = TimeSpan.FromSeconds(10);
    static readonly string[] training = ["--data", "motion", "--set", "data.clips=8", "--batch", "2", "--steps", Steps, "--run", "run", .. Tiny];

    // Slow enough that a signal always falls in the middle. Waiting changes no bit.
    static readonly string[] slowly = ["--set", "delays.jitter=0.2"];

    [Theory]
    [InlineData(Interrupt, 130, "interrupted")]
    [InlineData(Terminate, 143, "terminated")]
    public async Task A_signal_ends_the_run_with_a_snapshot_and_resuming_it_ends_with_the_undisturbed_weights(int signal, int code, string word)
    {
        using var undisturbed = new TemporaryFolder();
        string[] expected = (await Run(undisturbed, [.. training, .. NoPort])).With(0).Weights;

        using var folder = new TemporaryFolder();
        int port = Scrape.FreePort();
        using ActorsProcess process = Start(folder, [.. training, .. slowly, "--metrics-port", $"{port}"]);
        using (var scrape = new Scrape(port))
        {
            await scrape.Until(process, text => Scrape.Value(text, "actors_block_updates_total{block=\"3\"}") >= 2);
        }

        process.Signal(signal);
        Finished stopped = (await process.End(promised)).With(code);
        Assert.Equal("actors: warning: stopping after a snapshot; a second signal ends the process at once", stopped.ErrorLines[1]);
        Assert.StartsWith($"actors: {word} after ", stopped.ErrorLines[^1], StringComparison.Ordinal);
        int steps = stopped.Json("summary.json").GetProperty("steps").GetInt32();
        Assert.InRange(steps, 2, 59);
        Assert.Contains($" after {steps} of {Steps} batches; go on with --resume {folder.In("run")}", stopped.ErrorLines[^1], StringComparison.Ordinal);
        Assert.True(File.Exists(folder.In($"run/snapshots/{steps.ToString(CultureInfo.InvariantCulture)}/manifest.json")));
        Assert.NotEqual(expected, stopped.Weights);

        Finished resumed = (await Run(folder, ["--resume", "run", "--set", "delays.jitter=0", .. NoPort])).With(0);
        Assert.Equal(expected, resumed.Weights);
        Assert.Equal(4 * 60, File.ReadLines(folder.In("run/steps.jsonl")).Count());
    }

    [Fact]
    public async Task A_second_signal_ends_the_process_at_once_without_a_summary()
    {
        using var folder = new TemporaryFolder();
        int port = Scrape.FreePort();
        using ActorsProcess process = Start(
            folder, [.. training, "--set", "delays.jitter=3600", "--metrics-port", $"{port}"]);
        using (var scrape = new Scrape(port))
        {
            await scrape.Until(process, text => Scrape.Value(text, "actors_block_updates_total{block=\"0\"}") >= 1);
        }

        process.Signal(Interrupt);
        await process.Says("a second signal ends the process at once");
        Assert.False(process.HasExited);
        process.Signal(Terminate);
        Finished killed = (await process.End(promised)).With(143);
        Assert.Equal(("", false), (killed.Out, File.Exists(folder.In("run/summary.json"))));
    }
}
