using Xunit;
using static Actors.Tests.Processes.ActorsProcess;

namespace Actors.Tests.Processes;

/// <summary>A run directory belongs to one process at a time.</summary>
public sealed class RunDirectoryTests
{
    [Fact]
    public async Task A_directory_that_another_process_trains_in_can_neither_be_resumed_nor_begun_and_that_process_is_not_disturbed()
    {
        using var folder = new TemporaryFolder();
        int port = Scrape.FreePort();
        using ActorsProcess first = Start(
            folder, ["--data", "motion", "--set", "data.clips=4", "--batch", "2", "--steps", "1000000", "--metrics-port", $"{port}", "--run", "run", .. Tiny]);
        using (var scrape = new Scrape(port))
        {
            await scrape.Until(first, text => Scrape.Value(text, "actors_block_updates_total{block=\"3\"}") >= 1);
        }

        Finished resumed = (await Run(folder, ["--resume", "run", .. NoPort])).With(2);
        Assert.Contains($"the run directory {folder.In("run")} is in use by another process", resumed.ErrorLines[^1], StringComparison.Ordinal);
        Finished begun = (await Run(folder, ["--data", "motion", "--run", "run", .. NoPort])).With(2);
        Assert.Contains($"{folder.In("run")} holds a run already", begun.ErrorLines[^1], StringComparison.Ordinal);

        first.Signal(Terminate);
        Finished end = (await first.End(TimeSpan.FromSeconds(10))).With(143);
        int steps = end.Json("summary.json").GetProperty("steps").GetInt32();
        Assert.Equal(4 * steps, File.ReadLines(folder.In("run/steps.jsonl")).Count());
        Assert.False(File.Exists(folder.In("run/lock")));
    }
}
