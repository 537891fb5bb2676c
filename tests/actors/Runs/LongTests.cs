using System.Diagnostics;
using Actors.Configuration;
using Actors.Faults;
using Actors.Regimes;
using Actors.Runs;
using Actors.Snapshots;
using CsCheck;
using Xunit;

namespace Actors.Tests.Runs;

/// <summary>Minutes of the same invariants that the suite checks in seconds: run with <c>ACTORS_LONG=1</c>, alone on a machine.</summary>
public class LongTests
{
    const int Kills = 30;

    static readonly string[] Small =
    [
        "train", "--set", "data.source=motion", "--set", "data.clips=12", "--set", "model.width=24", "--set", "model.depth=4", "--set", "model.frames=4",
        "--set", "model.frame-size=32", "--set", "model.decoder-width=12", "--steps", "2500", "--batch", "2", "--blocks", "2", "--metrics-port", "0",
        "--snapshot-every", "1",
    ];

    public LongTests()
    {
        Assert.SkipUnless(Environment.GetEnvironmentVariable("ACTORS_LONG") == "1", "takes minutes: set ACTORS_LONG=1 to run it");
    }

    [Fact]
    public void Async_equals_simultaneous_in_300_random_cases()
    {
        var expected = new Dictionary<(string, long), IReadOnlyList<string>>();
        int compared = 0;
        Gen.Select(
            Gen.OneOf<int[]>([4], [2, 2], [1, 3], [3, 1], [1, 2, 1], [1, 1, 1, 1]), Gen.Long[1, 5], Gen.Int[1, 6].Array[4], Gen.Double[1, 2].Array[4],
            Gen.Double[0, 0.003].Array[4], Gen.Int[1, 4])
            .Sample(
                (partition, seed, capacity, slowdown, jitter, workers) =>
                {
                    int blocks = partition.Length;
                    RunOptions options = TinyRun.Options.With(partition: partition, steps: 6);
                    options = options with { Training = options.Training with { Seed = seed } };
                    var key = (string.Join(',', partition), seed);
                    if (!expected.TryGetValue(key, out IReadOnlyList<string>? weights))
                    {
                        expected[key] = weights = TinyRun.Weights(options.With(regime: Regime.Simultaneous)).GetAwaiter().GetResult();
                    }

                    Assert.Equal(weights, TinyRun.Weights(options.With(
                        capacity: capacity[..blocks], slowdown: slowdown[..blocks], jitter: jitter[..blocks], workers: workers)).GetAwaiter().GetResult());
                    compared++;
                },
                iter: 300,
                threads: 1);
        Say($"{compared} asynchronous runs equal to {expected.Count} simultaneous ones");
    }

    [Theory]
    [InlineData(RecoveryMode.Exact)]
    [InlineData(RecoveryMode.Local)]
    public async Task A_hundred_random_crashes_in_2000_steps_are_survived(RecoveryMode mode)
    {
        var random = new Random(20);
        RunOptions options = TinyRun.Options.With(steps: 2000, partition: [2, 2]) with
        {
            Snapshots = new SnapshotOptions { Every = 10, Keep = 3 },
            Recovery = new RecoveryOptions { Mode = mode, Restarts = 1000 },
        };
        HashSet<string> crashes = [];
        while (crashes.Count < 100)
        {
            crashes.Add($"{random.Next(2)}@{random.Next(2000)}");
        }

        RunOutcome outcome = await TinyRun.Of(options with { Faults = new FaultOptions { Crash = [.. crashes] } });
        Assert.Equal((ExitCode.Done, ""), (outcome.Code, outcome.Message));
        RunSummary summary = outcome.Summary!;
        Assert.All(summary.Edges, edge => Assert.Equal(edge.Produced, edge.Consumed + edge.Dropped + edge.InFlight));
        Say($"{mode}: {summary.Restarts.Count} restarts, {summary.Restarts.Sum(restart => restart.LostUpdates)} updates lost or made again, {summary.Seconds:f1} s");
        if (mode == RecoveryMode.Exact)
        {
            Assert.Equal(await TinyRun.Weights(options), summary.WeightsSha256);
        }
        else
        {
            Assert.InRange(summary.Restarts.Count, 90, 100);
            Assert.All(summary.Restarts, restart => Assert.Equal("local", restart.Mode));
            Assert.True(summary.Restarts.Sum(restart => restart.LostUpdates) > 0);
        }
    }

    [Fact]
    public void Killed_at_any_moment_of_writing_a_run_has_a_whole_snapshot_and_resumes_to_the_same_bits()
    {
        using var folder = new TemporaryFolder();
        Process undisturbed = Start([.. Small, "--run", folder.In("undisturbed")]);
        undisturbed.WaitForExit();
        Assert.Equal(0, undisturbed.ExitCode);
        var random = new Random(21);
        string run = folder.In("killed");
        int kills = 0;
        int damaged = 0;
        List<long> at = [];
        while (kills < Kills)
        {
            using Process process = at.Count == 0 ? Start([.. Small, "--run", run]) : Start("train", "--resume", run);
            if (process.WaitForExit(random.Next(700, 1300)))
            {
                break;
            }

            // SIGKILL: nothing of the process runs any more, whatever it was writing.
            process.Kill();
            process.WaitForExit();
            if (at.Count == 0 && SnapshotFolder.NewestOrNone(Path.Combine(run, "snapshots"), _ => damaged++) is null)
            {
                Directory.Delete(run, recursive: true);
                continue;
            }

            at.Add(SnapshotFolder.Newest(Path.Combine(run, "snapshots"), _ => damaged++).Manifest.Batch);
            kills++;
        }

        Say($"{kills} kills at batches {string.Join(", ", at)}; {damaged} damaged snapshots");
        using Process last = Start("train", "--resume", run);
        last.WaitForExit();
        Assert.Equal(0, last.ExitCode);
        Assert.Equal(0, damaged);
        Assert.InRange(kills, 10, Kills);
        Assert.Equal(Weights(folder.In("undisturbed")), Weights(run));
    }

    static string Weights(string run)
    {
        using var summary = System.Text.Json.JsonDocument.Parse(File.ReadAllText(Path.Combine(run, "summary.json")));
        return summary.RootElement.GetProperty("weights_sha256").GetRawText();
    }

    static Process Start(params string[] args)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "actors.dll"), .. args]) { RedirectStandardOutput = true };

        // The program refuses variables of its prefix that it does not know.
        start.Environment.Remove("ACTORS_LONG");
        Process process = Process.Start(start)!;
        process.OutputDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        return process;
    }

    static void Say(string text) => TestContext.Current.TestOutputHelper!.WriteLine(text);
}
