using System.Net;
using System.Net.Sockets;
using Xunit;
using static Actors.Tests.Processes.ActorsProcess;

namespace Actors.Tests.Processes;

/// <summary>What a user can get wrong ends in one line on standard error and a documented code.</summary>
public sealed class ErrorTests
{
    static readonly string[] broken =
    [
        "zero_bytes.mp4", "text_named.mp4", "trunc_mp4_nomoov.mp4", "small_Mpeg4.mp4", "small_FlashVideo.flv", "small_gif.gif",
    ];

    [Fact]
    public async Task A_folder_of_broken_files_counts_the_reasons()
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder.In("broken"));
        Array.ForEach(broken, file => File.Copy(SharedFolder.Path($"data/torture/{file}"), Path.Combine(folder.In("broken"), file)));
        Finished run = (await Run(folder, ["train", "--data", "broken", "--run", "run", .. Tiny, .. NoPort])).With(3);
        Assert.Equal(2, run.ErrorLines.Length);
        Assert.Contains(
            "none of 6 clips can be read (3 openfailed, 1 noframes, 1 nostreaminfo, 1 novideostream); for example ", run.ErrorLines[1], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(3, "missing: no such folder (looked for ", "--data", "missing")]
    [InlineData(3, "motoin: no such folder ", "--data", "motoin")]
    [InlineData(3, "a file is a file, not a folder", "--data", "a file")]
    [InlineData(3, "empty has no videos", "--data", "empty")]
    [InlineData(3, "clips has no split 'valid': it has all", "--data", "clips", "--split", "valid")]
    [InlineData(7, "device cuda: ", "--data", "motion", "--device", "cuda")]
    [InlineData(2, "holds a run already: give another directory with --run", "--data", "motion", "--run", "used")]
    [InlineData(2, "cannot be made: ", "--data", "motion", "--run", "a file")]
    [InlineData(2, "cannot be made: ", "--data", "motion", "--run", "a file/run")]
    [InlineData(2, "cannot be made: ", "--data", "motion", "--run", "/proc/actors")]
    [InlineData(2, "empty holds no run to go on with (no manifest.json): check --resume", "--data", "motion", "--resume", "empty", "--config", "empty.conf")]
    public async Task What_cannot_begin_ends_after_its_first_line(int code, string words, params string[] args)
    {
        Assert.SkipWhen(code == 7 && TorchSharp.torch.cuda_is_available(), "this machine has CUDA");
        using TemporaryFolder folder = Furnished();
        string[] run = args.Contains("--run") || args.Contains("--resume") ? [] : ["--run", "run"];
        Finished end = (await Run(folder, [.. args, .. run, .. Tiny, .. NoPort])).With(code);
        Assert.Equal(2, end.ErrorLines.Length);
        Assert.StartsWith("actors: train tiny, ", end.ErrorLines[0], StringComparison.Ordinal);
        Assert.Matches("^actors: failed: ", end.ErrorLines[1]);
        Assert.Contains(words, end.ErrorLines[1], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("unknown key actors.training.bacth (--set); did you mean actors.training.batch?", "--set", "training.bacth=3")]
    [InlineData("unknown key actors.training.bacth (wrong.conf); did you mean actors.training.batch?", "--config", "wrong.conf")]
    [InlineData("actors.training.batch = many (--batch): must be a whole number from 1 to 4096", "--batch", "many")]
    [InlineData("nothing.conf: there is no such file", "--config", "nothing.conf")]
    [InlineData("nothing holds no run to go on with (no config.conf): check --resume", "--resume", "nothing")]
    [InlineData("empty holds no run to go on with (no config.conf): check --resume", "train", "--resume", "empty", "--data", "motion")]
    [InlineData("unknown key \uFFFD (no text.conf); actors train --print-config lists the keys", "--config", "no text.conf")]
    [InlineData("unknown preset quickstrat (--preset); did you mean quickstart? (choose from quickstart)", "--preset", "quickstrat")]
    [InlineData("unknown verb tarin; did you mean train? (choose from train, node, bench, synth, inspect, evaluate, report, sweep, export, top, control, trace, completion) (actors --help)", "tarin")]
    public async Task A_wrong_word_is_one_line_and_nothing_is_made(string line, params string[] args)
    {
        using TemporaryFolder folder = Furnished();
        string[] before = Directory.GetFileSystemEntries(folder.Path);
        Finished end = (await Run(folder, args)).With(2);
        Assert.Equal(($"actors: {line}\n", ""), (end.Error, end.Out));
        Assert.Equal(before, Directory.GetFileSystemEntries(folder.Path));
    }

    [Fact]
    public async Task A_run_directory_that_may_not_be_written_is_refused()
    {
        Assert.SkipWhen(Environment.UserName == "root", "root may write everywhere");
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder.In("locked"));
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("Windows has no file modes");
            return;
        }

        File.SetUnixFileMode(folder.In("locked"), UnixFileMode.UserRead | UnixFileMode.UserExecute);
        Finished end = (await Run(folder, ["--data", "motion", "--run", "locked/run", .. Tiny, .. NoPort])).With(2);
        Assert.Contains("cannot be made: ", end.ErrorLines[^1], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(2, "disk/run/clips/", "train", "--data", "motion-files", "--run", "disk/run", "--steps", "2")]
    [InlineData(2, "disk/run/steps.jsonl", "train", "--data", "motion", "--run", "disk/run", "--steps", "4000", "--snapshot-every", "0")]
    [InlineData(3, "/disk/clips/", "synth", "disk/clips", "--size", "128")]
    public async Task A_full_disk_is_one_line_that_names_the_file_and_the_way_out(int code, string file, params string[] args)
    {
        using var folder = new TemporaryFolder();
        using ActorsProcess process = ActorsProcess.StartOnDisk("120k", folder, [.. args, .. args[0] == "train" ? [.. Tiny, .. NoPort, "--batch", "2"] : (string[])[]]);
        Finished end = (await process.End(TimeSpan.FromSeconds(60))).With(code);
        string line = Assert.Single(end.ErrorLines, line => !line.StartsWith("actors: train ", StringComparison.Ordinal) && !line.StartsWith("actors: warning: ", StringComparison.Ordinal));
        Assert.Contains(file, line, StringComparison.Ordinal);
        Assert.Contains("No space left on device", line, StringComparison.Ordinal);
        Assert.EndsWith(code == 3 ? "Name another folder, or make room" : "Give another with --run, or make room and go on with --resume", line, StringComparison.Ordinal);
        Assert.DoesNotContain("akka://", end.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_busy_metrics_port_is_one_warning_and_the_run_is_done()
    {
        using var busy = new TcpListener(IPAddress.Loopback, 0);
        busy.Start();
        int port = ((IPEndPoint)busy.LocalEndpoint).Port;
        using var folder = new TemporaryFolder();
        Finished run = (await Run(
            folder, ["--data", "motion", "--set", "data.clips=4", "--batch", "2", "--steps", "2", "--metrics-port", $"{port}", "--run", "run", .. Tiny])).With(0);
        string warning = Assert.Single(run.ErrorLines, line => line.Contains("warning", StringComparison.Ordinal));
        Assert.StartsWith($"actors: warning: no metrics: http://127.0.0.1:{port} cannot be listened on", warning, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_busy_port_for_nodes_is_one_line_and_code_2()
    {
        using var busy = new TcpListener(IPAddress.Loopback, 0);
        busy.Start();
        int port = ((IPEndPoint)busy.LocalEndpoint).Port;
        using var folder = new TemporaryFolder();
        Finished run = (await Run(folder, ["--data", "motion", "--nodes", "1", "--port", $"{port}", "--run", "run", .. Tiny, .. NoPort])).With(2);
        Assert.Equal(2, run.ErrorLines.Length);
        Assert.StartsWith($"actors: failed: 127.0.0.1:{port} cannot be bound (", run.ErrorLines[1], StringComparison.Ordinal);
        Assert.EndsWith("choose another --host or --port", run.ErrorLines[1], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("exact")]
    [InlineData("local")]
    public async Task A_crash_that_a_run_survives_is_one_line_and_its_stack_is_kept_in_the_run(string mode)
    {
        using var folder = new TemporaryFolder();
        Finished run = (await Run(
            folder,
            [
                "--data", "motion", "--set", "data.clips=4", "--batch", "2", "--steps", "8", "--set", "faults.crash=1@3", "--set", $"recovery.mode={mode}",
                "--run", "run", .. Tiny, .. NoPort,
            ])).With(0);
        Assert.Equal(3, run.ErrorLines.Length);
        Assert.StartsWith("actors: warning: block-1 crashed at batch 3 (injected crash of block 1 at batch 3", run.ErrorLines[1], StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", run.Out + run.Error, StringComparison.Ordinal);
        Assert.StartsWith("run ", run.Out, StringComparison.Ordinal);
        Assert.Matches(@" block-1: Actors\.Faults\.InjectedFaultException: .*\n   at ", await File.ReadAllTextAsync(folder.In("run/crashes.log"), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_crash_too_many_ends_with_1_in_one_line_that_says_where_its_stack_is()
    {
        using var folder = new TemporaryFolder();
        Finished run = (await Run(
            folder,
            [
                "--data", "motion", "--set", "data.clips=4", "--batch", "2", "--steps", "8", "--set", "faults.crash=1@3", "--set", "recovery.restarts=0",
                "--run", "run", .. Tiny, .. NoPort,
            ])).With(1);
        Assert.Equal(2, run.ErrorLines.Length);
        Assert.EndsWith($"; see {folder.In("run/crashes.log")}", run.ErrorLines[1], StringComparison.Ordinal);
        Assert.True(File.Exists(folder.In("run/crashes.log")));
    }

    static TemporaryFolder Furnished()
    {
        var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder.In("empty"));
        Directory.CreateDirectory(folder.In("clips/a"));
        Directory.CreateDirectory(folder.In("used"));
        File.WriteAllText(folder.In("clips/a/1.mp4"), "not looked into");
        File.WriteAllText(folder.In("used/manifest.json"), "{}");
        File.WriteAllText(folder.In("a file"), "");
        File.WriteAllText(folder.In("empty.conf"), "");
        File.WriteAllText(folder.In("no text.conf"), "\u0001");
        File.WriteAllText(folder.In("wrong.conf"), "actors { training { bacth = 3 } }");
        return folder;
    }
}
