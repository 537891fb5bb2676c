using System.Diagnostics;
using Actors.Runs;
using Actors.Tests.CommandLine;
using Xunit;

namespace Actors.Tests.Replay;

/// <summary>Recorded runs, done again by <c>replay.py</c>, which shares no code with the program.</summary>
public class ReplayTests
{
    const string Python = "/usr/bin/python3";

    static readonly Lazy<bool> HasTorch = new(() => File.Exists(Python) && Start("-c", "import torch").Code == 0);

    [Theory]
    [InlineData("--regime", "async", "--blocks", "4")]
    [InlineData("--regime", "simultaneous", "--blocks", "4")]
    [InlineData("--regime", "async", "--partition", "1,3", "--decode-fraction", "0.3", "--set", "model.decoder-depth=2")]
    [InlineData("--regime", "simultaneous", "--partition", "3,1", "--decode-fraction", "0.5")]
    [InlineData("--regime", "e2e", "--partition", "2,2", "--set", "training.micro-batches=2")]
    [InlineData("--regime", "sequential", "--blocks", "2", "--set", "training.share=3,5")]
    public async Task Other_code_comes_to_the_same_losses_weights_and_moments(params string[] options)
    {
        using var folder = new TemporaryFolder();
        await Record(folder, options);
        (int code, string text) = Replay(folder);
        Assert.True(code == 0, text);
        (code, text) = Replay(folder, "2", "5");
        Assert.True(code == 0, text);
        Assert.Contains("batches 2 to 4 again", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("training.weight-decay", "0.05", "0.06")]
    [InlineData("training.beta2", "0.95", "0.951")]
    public async Task A_run_that_did_not_do_what_its_configuration_says_is_told(string key, string value, string other)
    {
        using var folder = new TemporaryFolder();
        await Record(folder, "--blocks", "2");
        string configuration = File.ReadAllText(folder.In("run/config.conf"));
        string wrong = System.Text.RegularExpressions.Regex.Replace(configuration, $@"(actors\.{key}\s*= ){value} ", $"${{1}}{other} ");
        Assert.NotEqual(configuration, wrong);
        File.WriteAllText(folder.In("run/config.conf"), wrong);
        (int code, string text) = Replay(folder);
        Assert.True(code == 1, text);
        Assert.Contains("too far", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_run_whose_batches_depended_on_time_or_were_not_recorded_is_refused_in_one_line()
    {
        using var lossy = new TemporaryFolder();
        await Record(lossy, "--blocks", "2", "--overflow", "latest");
        (int code, string text) = Replay(lossy);
        Assert.Equal((2, 1), (code, text.Count(c => c == '\n')));
        Assert.Contains("overflow [latest]", text, StringComparison.Ordinal);
        using var bare = new TemporaryFolder();
        await Record(bare, "--blocks", "2");
        Directory.Delete(bare.In("run/batches"), recursive: true);
        (code, text) = Replay(bare);
        Assert.Equal((2, 1), (code, text.Count(c => c == '\n')));
        Assert.Contains("--record-batches true", text, StringComparison.Ordinal);
    }

    static async Task Record(TemporaryFolder folder, params string[] options)
    {
        Assert.SkipUnless(HasTorch.Value, $"needs {Python} with PyTorch (Debian: python3-torch)");
        ProgramRun run = await ProgramRun.Of(
            [
                "train", "--run", folder.In("run"), "--record-batches", "true", "--snapshot-every", "1", "--set", "snapshots.keep=100",
                "--set", "data.source=motion", "--set", "data.clips=12", "--set", "model.width=24", "--set", "model.depth=4", "--set", "model.frames=4",
                "--set", "model.frame-size=32", "--set", "model.decoder-width=12", "--steps", "8", "--batch", "2", "--metrics-port", "0",
                "--set", "training.warmup-steps=2", .. options,
            ],
            Training.RunAsync);
        Assert.True(run.Code == 0, run.Error);
    }

    static (int Code, string Text) Replay(TemporaryFolder folder, params string[] args) =>
        Start([Path.Combine(SharedFolder.Checkout, "tests", "Replay", "replay.py"), folder.In("run"), .. args]);

    static (int Code, string Text) Start(params string[] args)
    {
        var start = new ProcessStartInfo(Python, args) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["PYTHONDONTWRITEBYTECODE"] = "1";
        using Process process = Process.Start(start)!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string text = process.StandardOutput.ReadToEnd() + errors.GetAwaiter().GetResult();
        process.WaitForExit();
        return (process.ExitCode, text);
    }
}
