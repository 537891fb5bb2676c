using System.Text.Json;
using Actors.Configuration;
using Actors.Runs;
using Actors.Sweeps;
using Actors.Tests.CommandLine;
using Xunit;

namespace Actors.Tests.Sweeps;

/// <summary>The studies that are kept with the project: each can be read whole, and its miniature runs to its report.</summary>
public sealed class StudyTests
{
    // Appended, these win: the same grids with one seed, a few steps and a model of a few numbers. Five times a step of milliseconds is not sure to
    // be slower than the loader, so the straggler waits besides.
    const string Miniature =
        """

        sweep.grids.exact-of-4.training.seed = 1
        sweep.grids.exact-of-6.training.seed = 1
        sweep.grids.straggler-of-4.training.seed = 1
        sweep.grids.straggler-of-6.training.seed = 1
        sweep.grids.straggler-of-4.delays.jitter = "0,0,0.2,0"
        sweep.grids.straggler-of-6.delays.jitter = "0,0,0,0.2,0,0"
        sweep.evaluate { clips = 24, gratings = 0 }
        actors {
          metrics.port = 0
          model { name = tiny, width = 24, depth = 6, heads = 3, frames = 4, frame-size = 32, decoder-width = 12, decoder-depth = 1, decoder-heads = 3 }
          training { steps = 12, batch = 2, warmup-steps = 1 }
        }
        """;

    static string Folder => Path.Combine(SharedFolder.Checkout, "tests", "Bench", "studies");

    [Fact]
    public void Every_study_is_a_sweep_whose_runs_can_all_be_configured()
    {
        string[] files = Directory.GetFiles(Folder, "*.conf");
        Assert.NotEmpty(files);
        foreach (string file in files)
        {
            SweepPlan plan = SweepFile.Read(file);
            RunOptions[] runs = [.. plan.Cells.Select(cell => plan.Configure(cell, new Dictionary<string, string>()).Options)];
            Assert.InRange(runs.Length, 2, 100);
            Assert.Equal(runs.Length, plan.Cells.Select(cell => cell.Name).Distinct().Count());
        }
    }

    [Fact]
    public async Task The_miniature_of_the_study_of_regimes_ends_in_a_report_where_async_is_simultaneous_and_the_straggler_loses_updates()
    {
        using var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(folder.In("small.conf"), await File.ReadAllTextAsync(Path.Combine(Folder, "regimes.conf")) + Miniature);
        ProgramRun end = await ProgramRun.Of(["sweep", folder.In("small.conf"), "--out", folder.In("out")], Training.RunAsync);
        Assert.True(end.Code == 0, end.Error);
        JsonElement report = JsonDocument.Parse(await File.ReadAllTextAsync(folder.In("out/report.json"))).RootElement;
        Assert.Equal(
            ["async", "async, overflow drop-oldest, slowdown 5, jitter 0.2", "e2e", "sequential", "simultaneous"],
            report.GetProperty("groups").EnumerateArray().Select(group => group.GetProperty("variant").GetString()!).Distinct().Order(StringComparer.Ordinal));
        Dictionary<string, string> weights = report.GetProperty("runs").EnumerateArray()
            .ToDictionary(run => run.GetProperty("name").GetString()!, run => run.GetProperty("weights_sha256").ToString());
        Assert.Equal(10, weights.Count);
        Assert.Equal(weights["exact-of-4-simultaneous"], weights["exact-of-4-async"]);
        Assert.Equal(weights["exact-of-6-simultaneous"], weights["exact-of-6-async"]);
        Assert.NotEqual(weights["straggler-of-4"], weights["exact-of-4-async"]);
        Assert.Contains(report.GetProperty("rows").EnumerateArray(), row =>
            row.GetProperty("run").GetString() == "straggler-of-6" && row.GetProperty("metric").GetString() == "dropped" && row.GetProperty("value").GetDouble() > 0);
    }
}
