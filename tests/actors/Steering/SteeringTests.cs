using System.Text.Json;
using Actors.Blocks;
using Actors.Configuration;
using Actors.Faults;
using Actors.Regimes;
using Actors.Runs;
using Actors.Snapshots;
using Actors.Steering;
using Actors.Tests.Runs;
using CsCheck;
using Xunit;

namespace Actors.Tests.Steering;

/// <summary>Pause, resume, snapshot and slowdown of a run in this process.</summary>
public sealed class SteeringTests
{
    const string Seed = "0000KOIPe036";

    // Some four seconds, however long it takes to ask: every command falls into it; waiting changes no bit.
    static readonly RunOptions slow = TinyRun.Options.With(steps: 40, jitter: [0.2, 0, 0, 0]);

    static readonly Gen<string[]> command = Gen.OneOf(
        Gen.Const<string[]>(["pause"]), Gen.Const<string[]>(["resume"]), Gen.Const<string[]>(["snapshot"]),
        Gen.Select(Gen.Int[0, 3], Gen.Int[1, 4], (block, factor) => (string[])["slowdown", $"{block}", $"{factor}"]));

    [Theory]
    [InlineData(Regime.Async, 1)]
    [InlineData(Regime.Simultaneous, 1)]
    [InlineData(Regime.Sequential, 1)]
    [InlineData(Regime.E2e, 1)]
    [InlineData(Regime.E2e, 2)]
    public async Task Weights_are_those_of_the_undisturbed_run_whatever_is_asked_of_it(Regime regime, int microBatches)
    {
        // Block 0 alone waits, and in a sequential run it learns in the first quarter only.
        RunOptions options = slow with { Training = slow.Training with { Regime = regime, MicroBatches = microBatches, Steps = regime == Regime.Sequential ? 160 : 40 } };
        IReadOnlyList<string> undisturbed = await TinyRun.Weights(options with { Delays = new DelayOptions() });
        await command.Array[3, 12].SampleAsync(
            async commands =>
            {
                using var folder = new TemporaryFolder();
                using var run = new SteeredRun(folder, options);
                await run.Until(progress => progress.Step >= 0);
                await run.Does("pause");
                await run.Until(progress => progress.Paused && progress.Blocks.All(block => block.State == BlockState.Paused));
                foreach (string[] asked in commands)
                {
                    await run.Does(asked);
                }

                await run.Does("resume");
                RunOutcome outcome = await run.Outcome;
                Assert.Equal((ExitCode.Done, ""), (outcome.Code, outcome.Message));
                Assert.Equal(undisturbed, outcome.Summary!.WeightsSha256);
            },
            iter: 3, threads: 1, seed: Seed);
    }

    [Fact]
    public async Task A_paused_run_makes_no_update_counts_its_pause_by_itself_and_ends_cleanly_at_a_signal()
    {
        using var folder = new TemporaryFolder();
        RunOptions options = slow.With(steps: 60);
        using var run = new SteeredRun(folder, options);
        await run.Until(progress => progress.Step > 2);
        await run.Does("pause");

        // A state is of this moment, an update of when it was told: the next moment has them all.
        RunProgress still = await run.Until(progress => progress.Blocks.All(block => block.State == BlockState.Paused));
        RunProgress first = await run.Until(progress => progress.Seconds > still.Seconds);
        RunProgress later = await run.Until(progress => progress.Seconds > first.Seconds + 1);
        Assert.Equal(first.Blocks.Select(block => (block.Updates, block.StarvedSeconds, block.BlockedSeconds, block.ComputeSeconds)), later.Blocks.Select(
            block => (block.Updates, block.StarvedSeconds, block.BlockedSeconds, block.ComputeSeconds)));
        Assert.Equal(new SteeringAnswer(true, "the run is paused already"), await run.Says("pause"));
        Assert.Equal("a snapshot is made as soon as the run goes on", (await run.Says("snapshot")).Text);

        run.Stop();
        RunOutcome outcome = await run.Outcome;
        Assert.Equal(ExitCode.Interrupted, outcome.Code);
        Assert.All(outcome.Summary!.Blocks, block => Assert.InRange(block.PausedSeconds, 1, outcome.Summary.Seconds + 60));
        Assert.Equal(["pause", "snapshot", "resume"], outcome.Summary.Steering.Select(line => line.Command));
        Assert.NotNull(SnapshotFolder.NewestOrNone(RunDirectory.Open(folder.Path).Snapshots, _ => { }));

        // It goes on as any interrupted run does.
        RunOutcome resumed = await Training.RunAsync(
            new TrainingRequest(options with { Resume = folder.Path }, "", "test"), new RecordingObserver(), TestContext.Current.CancellationToken);
        Assert.Equal(ExitCode.Done, resumed.Code);
        Assert.Equal(await TinyRun.Weights(options with { Delays = new DelayOptions() }), resumed.Summary!.WeightsSha256);
    }

    [Fact]
    public async Task A_snapshot_that_is_asked_for_is_whole_and_at_a_batch_of_its_own()
    {
        using var folder = new TemporaryFolder();
        using var run = new SteeredRun(folder, slow.With(steps: 4000));
        await run.Until(progress => progress.Step > 2);
        await run.Does("snapshot");
        await run.Observer.Said("snapshot ", "written", times: 2);
        LoadedSnapshot taken = SnapshotFolder.NewestOrNone(RunDirectory.Open(folder.Path).Snapshots, _ => { })!;
        Assert.InRange(taken.Manifest.Batch, 3, 3999);
        Assert.True(taken.Manifest.Consistent);
    }

    [Fact]
    public async Task A_slowdown_stretches_the_steps_behind_the_recorded_update_and_outlives_a_crash()
    {
        using var folder = new TemporaryFolder();
        RunOptions options = slow.With(steps: 60) with { Faults = new FaultOptions { Crash = ["1@50"] } };
        using var run = new SteeredRun(folder, options);
        await run.Until(progress => progress.Step > 8);
        await run.Does("slowdown", "2", "6");
        RunOutcome outcome = await run.Outcome;
        Assert.Equal(ExitCode.Done, outcome.Code);

        SteeringLine[] lines = [.. (await File.ReadAllLinesAsync(folder.In("steering.jsonl"), TestContext.Current.CancellationToken))
            .Select(line => JsonSerializer.Deserialize<SteeringLine>(line, RunJson.Line)!)];
        Assert.Equal(outcome.Summary!.Steering, lines);
        Assert.Equal(("slowdown", 2, 6.0, 1), (lines[0].Command, lines[0].Block, lines[0].Factor, lines[0].Incarnation));
        Assert.Equal(("slowdown", 2, 6.0, 2), (lines[1].Command, lines[1].Block, lines[1].Factor, lines[1].Incarnation));
        Assert.InRange(lines[0].Update!.Value, 8, 50);
        Assert.Contains(run.Observer.Events, happened => happened.Text.StartsWith("block-2: slowdown 6 instead of 1, behind update ", StringComparison.Ordinal));
        Assert.Equal(await TinyRun.Weights(TinyRun.Options.With(steps: 60)), outcome.Summary.WeightsSha256);
    }

    [Theory]
    [InlineData("there is no block 4: they are 0 to 3", "slowdown", "4", "2")]
    [InlineData("a slowdown of 0.5 cannot be had: 1 (none) to 1000", "slowdown", "1", "0.5")]
    [InlineData("a slowdown of NaN cannot be had: 1 (none) to 1000", "slowdown", "1", "NaN")]
    public void What_a_run_cannot_do_is_refused_in_one_line(string why, params string[] words) =>
        Assert.Equal(why, SteeringCommand.Parse(words[0], words[1..]).Problem(4));

    [Theory]
    [InlineData("stop is no command: choose from pause, resume, snapshot, slowdown", "stop")]
    [InlineData("pause takes nothing, not 3", "pause", "3")]
    [InlineData("slowdown takes a block and a factor, such as slowdown 2 5", "slowdown", "2")]
    [InlineData("slowdown takes a block and a factor, such as slowdown 2 5", "slowdown", "two", "5")]
    public void What_is_no_command_is_refused_in_one_line(string why, params string[] words) =>
        Assert.Equal(why, Assert.Throws<FormatException>(() => SteeringCommand.Parse(words[0], words[1..])).Message);
}
