using System.Collections.Concurrent;
using System.Text.Json;
using Actors.CommandLine;
using Actors.Runs;
using Actors.Tests.CommandLine;
using Actors.Tests.Processes;
using Xunit;

namespace Actors.Tests.Sweeps;

public sealed class SweepVerbTests
{
    const string Small =
        """
        sweep {
          grids {
            exact { training.regime = [async, e2e], training.seed = [1, 2] }
            lossy { training.regime = async, edges.overflow = "wait,drop-oldest", delays.slowdown = "1,3" }
          }
          evaluate { clips = 24, gratings = 0 }
        }
        actors {
          data.source = motion
          metrics.port = 0
          model { name = tiny, width = 24, depth = 4, heads = 3, frames = 4, frame-size = 32, decoder-width = 12, decoder-depth = 1, decoder-heads = 3 }
          training { blocks = 2, steps = 6, batch = 2, warmup-steps = 1 }
        }
        """;

    static readonly string[] Names = ["exact-async-seed-1", "exact-async-seed-2", "exact-e2e-seed-1", "exact-e2e-seed-2", "lossy"];

    [Fact]
    public async Task A_sweep_that_is_killed_between_and_within_runs_goes_on_and_ends_in_one_report()
    {
        using var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(folder.In("small.conf"), Small);
        string[] command = ["sweep", folder.In("small.conf"), "--out", folder.In("out")];

        // Dies when it turns to the third run, which leaves the second trained but perhaps not evaluated.
        int begun = 0;
        ProgramRun killed = await ProgramRun.Of(command, (request, observer, stop) =>
            ++begun == 3 ? throw new InvalidOperationException("killed") : Training.RunAsync(request, observer, stop));
        Assert.Equal(1, killed.Code);
        string kept = await File.ReadAllTextAsync(folder.In("out/exact-async-seed-1/manifest.json"));

        // A run that was interrupted ends the sweep, which says how to go on.
        using var signals = new StopSignals(_ => { });
        ProgramRun interrupted = await ProgramRun.Of(command, (request, observer, stop) =>
        {
            signals.Receive(ExitCode.Interrupted);
            return Training.RunAsync(request, observer, stop);
        }, signals);
        Assert.Equal(130, interrupted.Code);
        Assert.Contains("goes on where it stopped", Assert.Single(interrupted.ErrorLines), StringComparison.Ordinal);

        List<string> trained = [];
        ProgramRun end = await ProgramRun.Of(command, (request, observer, stop) =>
        {
            trained.Add(Path.GetFileName(request.Options.Run + request.Options.Resume));
            return Training.RunAsync(request, observer, stop);
        });
        Assert.True(end.Code == 0, end.Error);
        Assert.Empty(end.Error);
        Assert.DoesNotContain("exact-async-seed-1", trained);
        Assert.Contains("lossy", trained);
        Assert.Equal(kept, await File.ReadAllTextAsync(folder.In("out/exact-async-seed-1/manifest.json")));
        JsonElement report = JsonDocument.Parse(await File.ReadAllTextAsync(folder.In("out/report.json"))).RootElement;
        Assert.Equal(Names.Order(), report.GetProperty("runs").EnumerateArray().Select(run => run.GetProperty("name").GetString()!).Order());
        Assert.All(report.GetProperty("runs").EnumerateArray(), run => Assert.Equal(0, run.GetProperty("missing").GetArrayLength()));
        Assert.Equal(3, report.GetProperty("groups").GetArrayLength());

        // Once more: nothing is trained, nothing is evaluated, the report is the same.
        byte[] page = await File.ReadAllBytesAsync(folder.In("out/report.html"));
        DateTime evaluated = File.GetLastWriteTimeUtc(folder.In("out/lossy/evaluation.json"));
        ProgramRun again = await ProgramRun.Of(command, (_, _, _) => throw new InvalidOperationException("nothing is left to train"));
        Assert.True(again.Code == 0, again.Error);
        Assert.Equal(page, await File.ReadAllBytesAsync(folder.In("out/report.html")));
        Assert.Equal(evaluated, File.GetLastWriteTimeUtc(folder.In("out/lossy/evaluation.json")));

        // A changed file does not mix with what it made before.
        await File.WriteAllTextAsync(folder.In("small.conf"), Small.Replace("steps = 6", "steps = 9", StringComparison.Ordinal));
        ProgramRun changed = await ProgramRun.Of(command);
        Assert.Equal(2, changed.Code);
        Assert.Contains("was made with actors.training.steps = 6, the sweep now says 9", Assert.Single(changed.ErrorLines), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_process_killed_in_the_middle_of_a_run_leaves_a_sweep_that_ends_with_the_weights_of_an_undisturbed_one()
    {
        using var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(folder.In("long.conf"), """
            sweep.grid.training.seed = [1, 2]
            sweep.evaluate { clips = 24, gratings = 0 }
            """ + Small[Small.IndexOf("\nactors {", StringComparison.Ordinal)..].Replace("steps = 6", "steps = 200", StringComparison.Ordinal)
            + "\nactors.snapshots.every = 10\nactors.delays.jitter = 0.05\n");
        using (var process = ActorsProcess.Start(folder, "sweep", "long.conf", "--out", "out"))
        {
            Assert.True(SpinWait.SpinUntil(() => HasSnapshot() || process.HasExited, TimeSpan.FromSeconds(60)) && !process.HasExited, process.ErrorSoFar);
            process.Signal(ActorsProcess.Die);
        }

        Assert.True(HasSnapshot());
        Assert.False(File.Exists(folder.In("out/seed-1/summary.json")), "it was over before it was killed");
        Finished end = await ActorsProcess.Run(folder, "sweep", "long.conf", "--out", "out");
        Assert.True(end.Code == 0, $"{end}");
        Finished whole = await ActorsProcess.Run(folder, "sweep", "long.conf", "--out", "undisturbed");
        Assert.True(whole.Code == 0, $"{whole}");
        Assert.Equal(Weights("undisturbed"), Weights("out"));

        // Another than the first, which is the initial state; older ones are removed.
        bool HasSnapshot() => Directory.Exists(folder.In("out/seed-1/snapshots"))
            && Directory.GetDirectories(folder.In("out/seed-1/snapshots")).Any(path => int.TryParse(Path.GetFileName(path), out int batch) && batch > 0);

        string[] Weights(string sweep) =>
        [
            .. ((string[])["seed-1", "seed-2"]).SelectMany(run => JsonDocument.Parse(File.ReadAllText(folder.In($"{sweep}/{run}/summary.json")))
                .RootElement.GetProperty("weights_sha256").EnumerateArray().Select(hash => hash.GetString()!)),
        ];
    }

    [Fact]
    public async Task Runs_at_once_are_in_training_together_on_ports_of_their_own_and_end_with_the_weights_of_one_after_another()
    {
        using var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(folder.In("small.conf"), Small);
        var both = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        ConcurrentBag<int> ports = [];
        int training = 0;
        int most = 0;
        ProgramRun end = await ProgramRun.Of(["sweep", folder.In("small.conf"), "--out", folder.In("two"), "--at-once", "2"], async (request, observer, stop) =>
        {
            ports.Add(request.Options.Cluster.Port);
            int now = Interlocked.Increment(ref training);
            most = Math.Max(most, now);
            if (now == 2)
            {
                both.TrySetResult();
            }

            await both.Task.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
            RunOutcome outcome = await Training.RunAsync(request, observer, stop);
            Interlocked.Decrement(ref training);
            return outcome;
        });
        Assert.True(end.Code == 0, end.Error);
        Assert.Empty(end.Error);
        Assert.Equal(2, most);
        Assert.Equal([4053, 4054], ports.Distinct().Order());
        ProgramRun alone = await ProgramRun.Of(["sweep", folder.In("small.conf"), "--out", folder.In("one")], Training.RunAsync);
        Assert.True(alone.Code == 0, alone.Error);
        Assert.All(Names.Where(name => name != "lossy"), name => Assert.Equal(Weights($"one/{name}"), Weights($"two/{name}")));

        // In which lane a run was says nothing about it: seeds are one group still, and either sweep goes on with the other's runs.
        JsonElement report = JsonDocument.Parse(await File.ReadAllTextAsync(folder.In("two/report.json"))).RootElement;
        Assert.Equal(3, report.GetProperty("groups").GetArrayLength());
        ProgramRun again = await ProgramRun.Of(
            ["sweep", folder.In("small.conf"), "--out", folder.In("two")], (_, _, _) => throw new InvalidOperationException("nothing is left to train"));
        Assert.True(again.Code == 0, again.Error);

        string Weights(string run) =>
            JsonDocument.Parse(File.ReadAllText(folder.In($"{run}/summary.json"))).RootElement.GetProperty("weights_sha256").ToString();
    }

    [Theory]
    [InlineData("training.steps = 0", "actors.training.steps = 0")]
    [InlineData("training.stepz = 5", "unknown key actors.training.stepz")]
    [InlineData("training.batch = many", "actors.training.batch = many")]
    public async Task A_wrong_key_or_value_is_said_once_before_any_run_begins(string key, string words)
    {
        using var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(folder.In("bad.conf"), $"{Small}\nactors.{key}\n");
        ProgramRun end = await ProgramRun.Of("sweep", folder.In("bad.conf"), "--out", folder.In("out"));
        Assert.Equal(2, end.Code);
        Assert.Null(end.Request);
        Assert.Contains(words, Assert.Single(end.ErrorLines), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_run_that_fails_is_said_and_the_others_are_done()
    {
        using var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(folder.In("small.conf"), Small);
        ProgramRun end = await ProgramRun.Of(["sweep", folder.In("small.conf"), "--out", folder.In("out")], (request, observer, stop) =>
            request.Options.Run.EndsWith("async-seed-2", StringComparison.Ordinal)
                ? Task.FromResult(new RunOutcome(ExitCode.Diverged, "block-1 diverged", request.Options.Run, null)) : Training.RunAsync(request, observer, stop));
        Assert.Equal(4, end.Code);
        Assert.Equal("actors: exact-async-seed-2: block-1 diverged", Assert.Single(end.ErrorLines));
        JsonElement report = JsonDocument.Parse(await File.ReadAllTextAsync(folder.In("out/report.json"))).RootElement;
        Assert.Equal(4, report.GetProperty("runs").GetArrayLength());
        Assert.Contains("\"message\": \"block-1 diverged\"", await File.ReadAllTextAsync(folder.In("out/sweep.json")), StringComparison.Ordinal);
    }
}
