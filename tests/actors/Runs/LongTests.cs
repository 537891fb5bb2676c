using Actors.Configuration;
using Actors.Faults;
using Actors.Regimes;
using Actors.Runs;
using CsCheck;
using Xunit;

namespace Actors.Tests.Runs;

/// <summary>Minutes of the same invariants that the suite checks in seconds: run with <c>ACTORS_LONG=1</c>, alone on a machine.</summary>
public class LongTests
{
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

    static void Say(string text) => TestContext.Current.TestOutputHelper!.WriteLine(text);
}
