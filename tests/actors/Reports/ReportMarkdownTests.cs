using System.Globalization;
using System.Text.Json;
using Actors.Runs;
using Actors.Tests.CommandLine;
using Xunit;

namespace Actors.Tests.Reports;

/// <summary>The tables that a text about runs quotes, against the runs' own files.</summary>
public sealed class ReportMarkdownTests
{
    const string Study =
        """
        sweep {
          grid { training.regime = [e2e, async], training.seed = [1, 2, 3] }
          evaluate { clips = 24, gratings = 60 }
        }
        actors {
          data.source = motion
          metrics.port = 0
          model { name = tiny, width = 24, depth = 2, heads = 3, frames = 4, frame-size = 32, decoder-width = 12, decoder-depth = 1, decoder-heads = 3 }
          training { blocks = 2, steps = 4, batch = 2, warmup-steps = 1 }
        }
        """;

    [Fact]
    public async Task The_tables_of_a_sweep_have_the_means_and_deviations_of_its_runs_and_are_rebuilt_from_its_folder_byte_for_byte()
    {
        using var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(folder.In("study.conf"), Study);
        ProgramRun end = await ProgramRun.Of(["sweep", folder.In("study.conf"), "--out", folder.In("out")], Training.RunAsync);
        Assert.True(end.Code == 0, end.Error);
        string text = await File.ReadAllTextAsync(folder.In("out/report.md"));
        string[] lines = text.Split('\n');
        Assert.All(lines.Where(line => line.StartsWith('|')), line => Assert.Matches(@"^\| .* \|$", line));

        double[] masked = [.. Of(folder, "async", block => block.GetProperty("masked_loss").GetDouble())];
        double[] probe = [.. Of(folder, "async", block => block.GetProperty("accuracy").GetDouble())];
        double[] whole = [.. Of(folder, "e2e", block => block.GetProperty("accuracy").GetDouble())];
        string[] row = Row(text, "## motion/test, by block", "B", 1);
        Assert.Equal(["async", "1+1", "1", "2", Words(probe, "0.000")], row[1..6]);
        Assert.Equal(Words(masked, "0.0000"), row[^1]);

        // Differences are of the same seed, so their deviation is not that of the groups.
        Assert.Equal(
            Words([.. probe.Zip(whole, (own, other) => own - other)], "0.000"), Row(text, "### motion/test, less e2e of the same seed at the same depth", "B", 1)[5]);
        Assert.DoesNotContain("| A | e2e", Section(text, "### motion/test, less e2e"), StringComparison.Ordinal);

        double[] contrasts =
        [
            .. Of(folder, "async", block => block.GetProperty("probe_cv").GetProperty("targets")[3].GetProperty("mean").GetDouble(), set: 1),
        ];
        Assert.Contains("| spatial_freq | orientation_deg | temporal_freq | contrast | color |", Section(text, "### gratings, probe by target"), StringComparison.Ordinal);
        Assert.Equal(Words(contrasts, "0.000"), Row(text, "### gratings, probe by target", "B", 1)[8]);
        Assert.Contains("| A | e2e | 1+1 | 1, 2, 3 | 4 ± 0 |", text, StringComparison.Ordinal);
        Assert.DoesNotContain("Missing", text, StringComparison.Ordinal);

        // From the folder of the sweep, and from its runs in another order.
        ProgramRun again = await ProgramRun.Of("report", folder.In("out"), "--out", folder.In("again.html"));
        Assert.True(again.Code == 0, again.Error);
        string[] runs = [.. Directory.GetDirectories(folder.In("out"), "*-seed-?").OrderDescending()];
        Assert.Equal(6, runs.Length);
        Assert.Equal(0, (await ProgramRun.Of(["report", .. runs, "--out", folder.In("reversed.html")])).Code);
        Assert.Equal(text, await File.ReadAllTextAsync(folder.In("again.md")));
        Assert.Equal(text, await File.ReadAllTextAsync(folder.In("reversed.md")));
        Assert.Equal(await File.ReadAllBytesAsync(folder.In("out/report.csv")), await File.ReadAllBytesAsync(folder.In("again.csv")));

        // What is lost of a run is said, and the rest is a table still.
        File.Delete(Path.Combine(runs[0], "evaluation.json"));
        Directory.Delete(runs[1], recursive: true);
        Assert.Equal(0, (await ProgramRun.Of("report", folder.In("out"), "--out", folder.In("less.html"))).Code);
        string less = await File.ReadAllTextAsync(folder.In("less.md"));
        Assert.StartsWith("# 5 runs\n", less, StringComparison.Ordinal);
        Assert.Contains($"Missing: {Path.GetFileName(runs[0])} was not evaluated", less, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_sweep_of_which_no_run_has_begun_or_whose_record_is_damaged_is_said_in_one_line()
    {
        using var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(folder.In("sweep.json"), """{"format": 1, "file": "x", "cells": [{"name": "a", "settings": {}, "state": "waiting", "message": "", "evaluation": ""}]}""");
        ProgramRun none = await ProgramRun.Of("report", folder.Path);
        Assert.Equal(2, none.Code);
        Assert.Contains("no run of the sweep in", Assert.Single(none.ErrorLines), StringComparison.Ordinal);
        await File.WriteAllTextAsync(folder.In("sweep.json"), """{"format": 1, "cells": [""");
        ProgramRun damaged = await ProgramRun.Of("report", folder.Path);
        Assert.Equal(3, damaged.Code);
        Assert.Contains("sweep.json is damaged", Assert.Single(damaged.ErrorLines), StringComparison.Ordinal);
    }

    // The last block of each seed.
    static IEnumerable<double> Of(TemporaryFolder folder, string regime, Func<JsonElement, double> figure, int set = 0) =>
        Enumerable.Range(1, 3).Select(seed => figure(JsonDocument.Parse(File.ReadAllText(folder.In($"out/{regime}-seed-{seed}/evaluation.json")))
            .RootElement.GetProperty("sets")[set].GetProperty("blocks")[1]));

    static string Section(string text, string header)
    {
        string rest = text[text.IndexOf(header, StringComparison.Ordinal)..];
        int end = rest.IndexOf("\n#", 1, StringComparison.Ordinal);
        return end < 0 ? rest : rest[..end];
    }

    static string[] Row(string text, string header, string group, int block) => Section(text, header).Split('\n')
        .Where(line => line.StartsWith('|')).Select(line => line.Split('|', StringSplitOptions.TrimEntries)[1..^1])
        .Single(cells => cells[0] == group && cells[3] == $"{block}");

    static string Words(double[] values, string format)
    {
        double mean = values.Average();
        double deviation = Math.Sqrt(values.Sum(value => (value - mean) * (value - mean)) / (values.Length - 1));
        string text = mean.ToString(format, CultureInfo.InvariantCulture);
        return (text.Any(c => c is >= '1' and <= '9') ? text.Replace('-', '−') : text.TrimStart('-')) + $" ± {deviation.ToString(format, CultureInfo.InvariantCulture)}";
    }
}
