using System.Text.Json;
using Actors.Blocks;
using Actors.Configuration;
using Actors.Faults;
using Actors.Regimes;
using Actors.Runs;
using Actors.Steering;
using Actors.Tests.Runs;
using CsCheck;
using Xunit;

namespace Actors.Tests.Steering;

/// <summary>Slowdowns that were asked of one run are done again in another, by <c>delays.replay</c>.</summary>
public sealed class SlowdownReplayTests
{
    const string Seed = "0000KOIPe036";

    // Five seconds at least, however long it takes to ask; waiting changes no bit.
    static readonly RunOptions slow = TinyRun.Options.With(jitter: [0.2, 0, 0, 0]);

    [Theory]
    [InlineData(Regime.Async)]
    [InlineData(Regime.Sequential)]
    [InlineData(Regime.E2e)]
    public async Task A_run_is_slowed_down_at_the_updates_that_an_earlier_one_was_and_can_be_replayed_itself(Regime regime)
    {
        // A block that is frozen makes no update, by which its changes could be told apart.
        RunOptions options = slow with { Training = slow.Training with { Regime = regime, Steps = regime == Regime.Sequential ? 200 : 50 } };
        using var first = new TemporaryFolder();
        IReadOnlyList<string> weights;
        using (var run = new SteeredRun(first, options))
        {
            await run.Until(progress => progress.Blocks[0].Updates > 2);
            await run.Does("slowdown", "0", "2.5");
            await run.Does("slowdown", "1", "3");
            await run.Until(progress => progress.Blocks[0].Updates > 7);
            await run.Does("slowdown", "0", "1");
            weights = (await Done(run.Outcome)).WeightsSha256;
        }

        IReadOnlyList<(int, SlowdownChange)> asked = Changes(first);
        Assert.Equal(3, asked.Count);
        using var second = new TemporaryFolder();
        using var third = new TemporaryFolder();
        foreach ((TemporaryFolder earlier, TemporaryFolder folder) in new[] { (first, second), (second, third) })
        {
            var observer = new RecordingObserver();
            RunSummary summary = await Done(TinyRun.In(folder, Replaying(options with { Delays = new DelayOptions() }, earlier), observer));
            Assert.Equal(weights, summary.WeightsSha256);
            Assert.Equal(asked, Changes(folder));
            Assert.Contains(observer.Events, happened => happened.Text.EndsWith(": slowdowns of block 0 (2), block 1 (1) are replayed", StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task Steps_take_as_much_longer_as_they_did()
    {
        using var recorded = Recorded(new SteeringLine(0, "slowdown", 3, 1) { Block = 2, Factor = 1000, Update = 3 }, new SteeringLine(0, "slowdown", 3, 1) { Block = 2, Factor = 1, Update = 4 });
        using var folder = new TemporaryFolder();
        await Done(TinyRun.In(folder, Replaying(TinyRun.Options, recorded)));
        StepLine[] steps =
        [
            .. (await File.ReadAllLinesAsync(folder.In("steps.jsonl"), TestContext.Current.CancellationToken))
                .Select(line => JsonSerializer.Deserialize<StepLine>(line, RunJson.Line)!).Where(step => step.Block == 2),
        ];

        // The first is for the compiler; of the others one is a thousand times as long as it computes.
        double longest = steps.Skip(1).Max(step => step.ComputeS);
        Assert.Equal(4, steps.Skip(1).Single(step => step.ComputeS == longest).Update);
        Assert.All(steps.Skip(1).Where(step => step.Update != 4), step => Assert.InRange(step.ComputeS, 0, longest / 5));
    }

    [Fact]
    public async Task A_crash_and_a_resumption_find_the_slowdown_of_the_update_that_they_go_back_to()
    {
        using var recorded = Recorded(
            new SteeringLine(0, "slowdown", 3, 1) { Block = 2, Factor = 2, Update = 3 }, new SteeringLine(0, "slowdown", 9, 1) { Block = 2, Factor = 4, Update = 9 });
        RunOptions options = Replaying(TinyRun.Options.With(steps: 20), recorded) with { Snapshots = new SnapshotOptions { Every = 5 } };
        using var folder = new TemporaryFolder();
        RunSummary crashed = await Done(TinyRun.In(folder, options with { Faults = new FaultOptions { Crash = ["1@8"] } }));
        long from = Assert.Single(crashed.Restarts).From;
        Assert.Equal(await TinyRun.Weights(TinyRun.Options.With(steps: 20)), crashed.WeightsSha256);
        (long, double)[] expected = from > 3 ? [(3, 2), (from, 2), (9, 4)] : [(3, 2), (9, 4)];
        Assert.Equal(expected, Changes(folder).Select(found => (found.Change.Update, found.Change.Factor)));

        // Of a process that goes on with the run and replays nothing, the record says that nothing holds any more.
        Directory.Delete(folder.In("snapshots/20"), recursive: true);
        Directory.Delete(folder.In("snapshots/15"), recursive: true);
        RunOutcome resumed = await Training.RunAsync(
            new TrainingRequest(options with { Delays = new DelayOptions(), Resume = folder.Path }, "", "test"), new RecordingObserver(), TestContext.Current.CancellationToken);
        Assert.Equal(crashed.WeightsSha256, (await Done(Task.FromResult(resumed))).WeightsSha256);
        Assert.Equal(1, RecordedSlowdowns.Read(folder.In("steering.jsonl"), 4)[2].After(10));
        Assert.Equal(4, RecordedSlowdowns.Read(folder.In("steering.jsonl"), 4)[2].After(9));
    }

    [Fact]
    public void A_history_has_the_factor_of_every_update_that_a_run_kept_however_often_it_went_back()
    {
        Gen.Select(Gen.Int[0, 2], Gen.Int[1, 6]).Array[0, 60].Sample(
            told =>
            {
                // What a run does: a step, another factor, or back to an update with the factor told again.
                List<double> kept = [];
                var history = new SlowdownHistory();
                double factor = 1;
                foreach ((int what, int number) in told)
                {
                    if (what == 0)
                    {
                        kept.Add(factor);
                        continue;
                    }

                    factor = what == 1 ? number : factor;
                    kept.RemoveRange(what == 2 ? Math.Max(0, kept.Count - number) : kept.Count, what == 2 ? Math.Min(number, kept.Count) : 0);
                    history.Add(new SlowdownChange(kept.Count, factor));
                }

                Assert.Equal(kept, Enumerable.Range(0, kept.Count).Select(update => history.After(update) ?? 1));
                Assert.Equal(history.Changes.OrderBy(change => change.Update).DistinctBy(change => change.Update), history.Changes);

                // A block that meets the changes one after the other has the same factors.
                var replay = new SlowdownReplay(history.Changes);
                double now = 1;
                Assert.Equal(kept, Enumerable.Range(0, kept.Count).Select(update => now = replay.Due(update) ?? now));
            },
            seed: Seed);
    }

    [Theory]
    [InlineData("nowhere holds no run (no config.conf): name the directory of a run that was slowed down", null, null)]
    [InlineData("has 2 blocks, and this run 4: what slowed those says nothing of these; give it as many with --blocks or --partition", "actors.training.blocks = 2", "")]
    [InlineData("steering.jsonl, line 1: this is no record of what was asked of a run of 4 blocks: mend it, or remove it", "", "what?\n{}\n")]
    [InlineData("line 2: this is no record of what was asked of a run of 4 blocks", "", "{}\n{\"command\":\"slowdown\",\"block\":4,\"factor\":2,\"update\":0}\n{}\n")]
    [InlineData("line 1: this is no record of what was asked of a run of 4 blocks", "", "{\"command\":\"slowdown\",\"block\":1,\"factor\":\"NaN\",\"update\":0}\n{}\n")]
    [InlineData("line 1: this is no record of what was asked of a run of 4 blocks", "", "{\"command\":\"slowdown\",\"block\":1,\"factor\":2}\n{}\n")]
    [InlineData("cannot be read: unknown key actors.training.bacth", "actors.training.bacth = 2", "")]
    public async Task What_cannot_be_replayed_is_one_line_and_code_2(string why, string? configuration, string? record)
    {
        using var earlier = new TemporaryFolder();
        if (configuration is not null)
        {
            await File.WriteAllTextAsync(earlier.In("config.conf"), configuration, TestContext.Current.CancellationToken);
            await File.WriteAllTextAsync(earlier.In("steering.jsonl"), record, TestContext.Current.CancellationToken);
        }

        RunOutcome outcome = await TinyRun.Of(TinyRun.Options with { Delays = new DelayOptions { Replay = configuration is null ? "nowhere" : earlier.Path } });
        Assert.Equal(ExitCode.Usage, outcome.Code);
        Assert.Contains(why, outcome.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', outcome.Message);
    }

    [Fact]
    public async Task A_run_that_nobody_slowed_down_is_said_to_be_one()
    {
        using var earlier = Recorded(new SteeringLine(0, "pause", 3, 1));
        var observer = new RecordingObserver();
        Assert.Equal(ExitCode.Done, (await TinyRun.Of(Replaying(TinyRun.Options, earlier), observer)).Code);
        Assert.EndsWith("nobody slowed it down: there is nothing to replay", Assert.Single(observer.Events, happened => happened.Severity == RunSeverity.Warning).Text, StringComparison.Ordinal);
    }

    static TemporaryFolder Recorded(params SteeringLine[] lines)
    {
        var folder = new TemporaryFolder();
        File.WriteAllText(folder.In("config.conf"), "");
        Array.ForEach(lines, line => line.AppendTo(folder.In("steering.jsonl")));
        return folder;
    }

    static RunOptions Replaying(RunOptions options, TemporaryFolder earlier) => options with { Delays = options.Delays with { Replay = earlier.Path } };

    static async Task<RunSummary> Done(Task<RunOutcome> run)
    {
        RunOutcome outcome = await run;
        Assert.Equal((ExitCode.Done, ""), (outcome.Code, outcome.Message));
        return outcome.Summary!;
    }

    static IReadOnlyList<(int Block, SlowdownChange Change)> Changes(TemporaryFolder run) =>
        [.. RecordedSlowdowns.Read(run.In("steering.jsonl"), 4).SelectMany(block => block.Value.Changes.Select(change => (block.Key, change)))];
}
