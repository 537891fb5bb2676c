using Xunit;
using static Actors.Tests.Processes.ActorsProcess;

namespace Actors.Tests.Processes;

/// <summary>What cannot be evaluated, compared or swept ends in one line on standard error and a documented code.</summary>
public sealed class AnalysisErrorTests
{
    const string Grid =
        """
        sweep.grid.training.seed = [1, 2]
        sweep.evaluate { clips = 24, gratings = 0 }
        actors {
          data { source = motion, clips = 12 }
          metrics.port = 0
          model { name = tiny, width = 24, depth = 4, heads = 3, frames = 4, frame-size = 32, decoder-width = 12, decoder-depth = 1, decoder-heads = 3 }
          training { blocks = 2, steps = 2, batch = 2, warmup-steps = 1 }
        }

        """;

    [Fact]
    public async Task A_run_without_labels_or_with_too_few_clips_is_not_evaluated()
    {
        using var folder = new TemporaryFolder();
        await Trained(folder, "run");
        (await Run(folder, "synth", "one", "--clips", "6", "--size", "32", "--frames", "8", "--classes", "left-slow")).With(0);
        Directory.CreateDirectory(folder.In("flat"));
        Array.ForEach(Directory.GetFiles(folder.In("one/left-slow")), file => File.Copy(file, Path.Combine(folder.In("flat"), Path.GetFileName(file))));
        await Trained(folder, "unlabelled", "--data", "flat");

        await Says(folder, 3, "has one class (flat), nothing to tell apart: sort its clips into class folders, or give other --data", "evaluate", "unlabelled");
        await Says(folder, 3, "has one class (left-slow), nothing to tell apart", "evaluate", "run", "--data", "one", "--split", "all");
        await Says(folder, 3, "2 clips can't be cut into 3 folds", "evaluate", "run", "--clips", "2", "--split", "train", "--gratings", "0");
        await Says(folder, 3, "no class has more than 1 of the 12 clips", "evaluate", "run", "--clips", "12", "--split", "train", "--gratings", "0");
        await Says(folder, 3, "gratings: all 4 clips have the same contrast, nothing to tell apart", "evaluate", "run", "--clips", "36", "--gratings", "4");
        await Says(folder, 3, "nowhere: no such folder", "evaluate", "run", "--data", "nowhere");
        await Says(folder, 2, "one holds no run (no config.conf): name a run directory", "evaluate", "one");
        await Says(folder, 2, "--clips none: must be a whole number", "evaluate", "run", "--clips", "none");
        Assert.False(File.Exists(folder.In("run/evaluation.json")));
        Assert.False(File.Exists(folder.In("unlabelled/evaluation.json")));
    }

    [Fact]
    public async Task Runs_of_different_data_are_not_compared()
    {
        using var folder = new TemporaryFolder();
        await Trained(folder, "run");
        await Trained(folder, "more", "--set", "data.clips=14");
        await Trained(folder, "gratings", "--data", "gratings");
        Directory.CreateDirectory(folder.In("empty"));
        await Says(folder, 2, "more from motion/train (14 clips, 12 classes): a report compares runs of the same data, report them apart", "report", "run", "more");
        await Says(folder, 2, "a report compares runs of the same data", "report", "run", "gratings");
        await Says(folder, 2, "run is named twice: name each run once", "report", "run", "run");
        await Says(folder, 2, "empty holds no run (no config.conf): name run directories", "report", "run", "empty");
        await Says(folder, 2, "name a file that ends in .html", "report", "run", "--out", "page.pdf");
        await File.WriteAllTextAsync(folder.In("more/summary.json"), "{\"steps\": ", TestContext.Current.CancellationToken);
        await Says(folder, 3, "summary.json is damaged", "report", "more");
    }

    [Theory]
    [InlineData(2, "nothing.conf: there is no such file", "", "nothing.conf")]
    [InlineData(2, "unknown key sweep.gird.training.seed; ", "sweep.gird.training.seed = [1, 2]")]
    [InlineData(2, "some runs learn from 12 clips of motion, others from gratings: a sweep ends in one report", "sweep.grid.data.source = [motion, gratings]")]
    [InlineData(2, "some runs learn from 12 clips of motion, others from 24 clips of motion", "sweep.grid.data.clips = [12, 24]")]
    [InlineData(2, "--at-once 0: must be a whole number from 1 to 64", "", "grid.conf", "--at-once", "0")]
    [InlineData(2, "actors.cluster.nodes = two (--nodes): must be a whole number", "", "grid.conf", "--nodes", "two")]
    [InlineData(3, "all 1 clips have the same label, nothing to tell apart", "sweep.evaluate.clips = 1")]
    [InlineData(3, "gratings: all 4 clips have the same contrast", "sweep.evaluate.gratings = 4")]
    [InlineData(3, "nowhere: no such folder", "actors.data.source = nowhere")]
    [InlineData(3, "nowhere: no such folder", "sweep.evaluate.data = nowhere")]
    public async Task A_sweep_that_could_not_end_in_its_report_does_not_begin(int code, string words, string line, params string[] args)
    {
        using var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(folder.In("grid.conf"), $"{Grid}{line}\n", TestContext.Current.CancellationToken);
        await Says(folder, code, words, ["sweep", .. args is [] ? ["grid.conf"] : args, "--out", "out"]);
        Assert.False(Directory.Exists(folder.In("out")) && Directory.EnumerateDirectories(folder.In("out")).Any(), "a run was begun");
    }

    static async Task Trained(TemporaryFolder folder, string run, params string[] more) => (await Run(
        folder,
        [
            "train", .. more.Contains("--data") ? [] : (string[])["--data", "motion"], .. more.Contains("--set") ? [] : (string[])["--set", "data.clips=12"],
            "--batch", "2", "--steps", "2", "--blocks", "2", "--run", run, .. Tiny, .. NoPort, .. more,
        ])).With(0);

    static async Task Says(TemporaryFolder folder, int code, string words, params string[] args)
    {
        Finished end = (await Run(folder, args)).With(code);
        string line = Assert.Single(end.ErrorLines);
        Assert.True(line.Contains(words, StringComparison.Ordinal), $"actors {string.Join(' ', args)}\n{line}\ndoes not say: {words}");
        Assert.Empty(end.Out);
    }
}
