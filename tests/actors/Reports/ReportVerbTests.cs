using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Actors.Tests.CommandLine;
using Actors.Tests.Evaluation;
using Xunit;

namespace Actors.Tests.Reports;

public sealed partial class ReportVerbTests
{
    static readonly string[] Figures = ["final", "probe", "cka", "structure", "curves", "throughput", "age", "states"];

    [Fact]
    public async Task Runs_of_two_seeds_and_regimes_are_compared_on_a_page_that_needs_nothing_else()
    {
        using var folder = new TemporaryFolder();
        await Made(folder, "async-1", "--seed", "1");
        await Made(folder, "async-2", "--seed", "2");
        await Made(folder, "whole", "--regime", "e2e");
        await SmallRun.Train(folder.In("bare"), "--regime", "simultaneous");
        ProgramRun end = await ProgramRun.Of("report", folder.In("async-2"), folder.In("async-1"), folder.In("whole"), folder.In("bare"), "--out", folder.In("r.html"));
        Assert.True(end.Code == 0, end.Error);
        Assert.Empty(end.Error);

        string page = await File.ReadAllTextAsync(folder.In("r.html"));
        Assert.DoesNotContain("http:", page, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("https:", page, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("src=", page, StringComparison.OrdinalIgnoreCase);
        Assert.All(References().Matches(page), reference => Assert.StartsWith("href=\"#", reference.Value, StringComparison.Ordinal));
        Assert.All((string[])["async-1", "async-2", "whole", "bare"], name => Assert.Contains($">{name}</td>", page, StringComparison.Ordinal));
        Assert.Contains("bare was not evaluated", page, StringComparison.Ordinal);
        Assert.Contains($"actors evaluate {folder.In("bare")}", page, StringComparison.Ordinal);
        Assert.Contains("prefers-color-scheme:dark", page, StringComparison.Ordinal);
        foreach (string figure in Figures)
        {
            string part = page[page.IndexOf($"<figure id=\"{figure}\">", StringComparison.Ordinal)..];
            MatchCollection drawings = Drawings().Matches(part[..part.IndexOf("</figure>", StringComparison.Ordinal)]);
            Assert.True(drawings.Count >= 2, figure);
            Assert.All(drawings, drawing => XDocument.Parse(drawing.Value));
            Assert.True(new FileInfo(folder.In($"r-figures/{figure}.png")).Length > 5000, figure);
            XDocument.Load(folder.In($"r-figures/{figure}.svg"));
        }

        Check(folder, page);

        // The same runs in any order give the same files.
        await ProgramRun.Of("report", folder.In("bare"), folder.In("whole"), folder.In("async-1"), folder.In("async-2"), "--out", folder.In("again.html"));
        Assert.Equal(page, await File.ReadAllTextAsync(folder.In("again.html")));
        Assert.Equal(await File.ReadAllBytesAsync(folder.In("r-figures/probe.png")), await File.ReadAllBytesAsync(folder.In("again-figures/probe.png")));
    }

    [Fact]
    public async Task Evaluating_a_run_ends_in_a_page_in_its_directory()
    {
        using var folder = new TemporaryFolder();
        string run = folder.In("run");
        await SmallRun.Train(run);
        ProgramRun before = await ProgramRun.Of("report", run);
        Assert.True(before.Code == 0, before.Error);
        Assert.Contains("No run here was evaluated", await File.ReadAllTextAsync(Path.Combine(run, "report.html")), StringComparison.Ordinal);
        ProgramRun end = await ProgramRun.Of("evaluate", run, "--clips", "24", "--gratings", "0");
        Assert.True(end.Code == 0, end.Error);
        Assert.EndsWith($"report.html{Environment.NewLine}", end.Out, StringComparison.Ordinal);
        string page = await File.ReadAllTextAsync(Path.Combine(run, "report.html"));
        Assert.Contains("<h1>Run run</h1>", page, StringComparison.Ordinal);
        Assert.DoesNotContain("was not evaluated", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_cannot_be_compared_is_said_in_one_line_with_its_exit_code()
    {
        using var folder = new TemporaryFolder();
        string run = folder.In("run");
        await Made(folder, "run");
        await SmallRun.Train(folder.In("other"), "--set", "data.clips=40");
        await SmallRun.Train(folder.In("again"), "--seed", "5");
        Assert.Equal(0, (await ProgramRun.Of("evaluate", folder.In("again"), "--clips", "36", "--gratings", "0")).Code);
        Directory.CreateDirectory(folder.In("empty"));
        await Says(2, "report needs RUN");
        await Says(2, "holds no run (no config.conf)", folder.In("empty"));
        await Says(2, "is named twice", run, run + Path.DirectorySeparatorChar);
        await Says(2, "report compares runs of the same data", run, folder.In("other"));
        await Says(2, "evaluate both with the same options", run, folder.In("again"));
        await Says(2, "name a file that ends in .html", run, "--out", folder.In("page"));
        await File.WriteAllTextAsync(folder.In("file"), "");
        await Says(2, "cannot be written", run, "--out", folder.In("file/page.html"));
        await File.WriteAllTextAsync(Path.Combine(run, "evaluation.json"), "{\"format\": 1");
        await Says(3, "evaluation.json is damaged", run);
    }

    static void Check(TemporaryFolder folder, string page)
    {
        const string open = "<script type=\"application/json\" id=\"report-data\">";
        int start = page.IndexOf(open, StringComparison.Ordinal) + open.Length;
        JsonElement data = JsonDocument.Parse(page[start..page.IndexOf("</script>", start, StringComparison.Ordinal)]).RootElement;
        string[] letters = [.. data.GetProperty("groups").EnumerateArray().Select(group => $"{group.GetProperty("letter")} {group.GetProperty("variant")} {group.GetProperty("runs").GetArrayLength()}")];
        Assert.Equal(["A e2e 1", "B simultaneous 1", "C async 2"], letters);
        Assert.Equal("training.regime", Assert.Single(data.GetProperty("differences").EnumerateArray()).GetProperty("key").GetString());

        double[] accuracies = [.. ((string[])["async-1", "async-2"]).Select(run => JsonDocument.Parse(File.ReadAllText(folder.In($"{run}/evaluation.json")))
            .RootElement.GetProperty("sets")[0].GetProperty("blocks")[3].GetProperty("accuracy").GetDouble())];
        JsonElement spread = data.GetProperty("spreads").EnumerateArray().Single(row => row.GetProperty("group").GetString() == "C"
            && row.GetProperty("set").GetString() == "motion/test" && row.GetProperty("block").GetInt32() == 3 && row.GetProperty("metric").GetString() == "accuracy");
        Assert.Equal(accuracies.Average(), spread.GetProperty("mean").GetDouble(), 12);
        Assert.Equal(Math.Abs(accuracies[0] - accuracies[1]) / Math.Sqrt(2), spread.GetProperty("deviation").GetDouble(), 12);

        string[] lines = File.ReadAllLines(folder.In("r.csv"));
        string line = Assert.Single(lines, line => line.StartsWith("async-1,C,async,async,1+1+1+1,1,motion/test,3,4,accuracy,", StringComparison.Ordinal));
        Assert.Equal(accuracies[0], double.Parse(line.Split(',')[^1], CultureInfo.InvariantCulture));
    }

    static async Task Made(TemporaryFolder folder, string name, params string[] options)
    {
        await SmallRun.Train(folder.In(name), options);
        ProgramRun end = await ProgramRun.Of("evaluate", folder.In(name), "--clips", "24", "--gratings", "0");
        Assert.True(end.Code == 0, end.Error);
    }

    static async Task Says(int code, string words, params string[] args)
    {
        ProgramRun end = await ProgramRun.Of(["report", .. args]);
        Assert.True(end.Code == code, $"{string.Join(' ', args)}: {end.Code} where {code} is expected\n{end.Error}");
        string line = Assert.Single(end.ErrorLines);
        Assert.True(line.Contains(words, StringComparison.Ordinal), $"{line}\ndoes not say: {words}");
        Assert.Empty(end.Out);
    }

    [GeneratedRegex("href=\"[^\"]*\"")]
    private static partial Regex References();

    [GeneratedRegex("<svg.*?</svg>", RegexOptions.Singleline)]
    private static partial Regex Drawings();
}
