using Actors.Blocks;
using Actors.Configuration;
using Actors.Faults;
using Actors.Model.Shapes;
using Actors.Regimes;
using Actors.Runs;
using Actors.Snapshots;
using CsCheck;
using Xunit;

namespace Actors.Tests.Runs;

public class RecoveryTests
{
    static readonly RunOptions Options = TinyRun.Options.With(steps: 12) with
    {
        Snapshots = new SnapshotOptions { Every = 3, Keep = 100 },
        Recovery = new RecoveryOptions { Restarts = 100 },
    };

    [Theory]
    [InlineData("motion")]
    [InlineData("tennis7")]
    public async Task Under_exact_a_crash_of_each_block_at_20_random_batches_leaves_the_weights_of_the_undisturbed_run(string source)
    {
        RunOptions options = Options.On(source).With(steps: 24);
        IReadOnlyList<string> expected = await TinyRun.Weights(options);
        var random = new Random(3);
        for (int block = 0; block < 4; block++)
        {
            foreach (int batch in Enumerable.Range(0, 24).OrderBy(_ => random.Next()).Take(20))
            {
                RunOutcome outcome = await TinyRun.Of(options.With(capacity: [random.Next(1, 4)]) with { Faults = new FaultOptions { Crash = [$"{block}@{batch}"] } });
                Assert.Equal((ExitCode.Done, ""), (outcome.Code, outcome.Message));
                Assert.Equal(expected, outcome.Summary!.WeightsSha256);
                Assert.Equal((24L, 24L * options.Training.Batch), (outcome.Summary.Steps, outcome.Summary.Clips));
                RestartSummary restart = Assert.Single(outcome.Summary.Restarts);
                Assert.Equal(($"block-{block}", (long)batch, "exact"), (restart.Block, restart.Batch, restart.Mode));
                Assert.All(outcome.Summary.Edges, edge => Assert.Equal(edge.Produced, edge.Consumed + edge.Dropped + edge.InFlight));
            }
        }
    }

    [Fact]
    public void Under_exact_two_crashes_of_any_blocks_at_any_batches_leave_the_weights_of_the_undisturbed_run()
    {
        IReadOnlyList<string> expected = TinyRun.Weights(Options).GetAwaiter().GetResult();
        Gen.Select(Gen.Int[0, 3], Gen.Int[0, 11], Gen.Int[0, 3], Gen.Int[0, 11], Gen.Int[1, 3]).Sample(
            (block, batch, other, later, capacity) =>
            {
                var options = Options.With(capacity: [capacity]) with { Faults = new FaultOptions { Crash = [$"{block}@{batch}", $"{other}@{later}"] } };
                RunOutcome outcome = TinyRun.Of(options).GetAwaiter().GetResult();
                Assert.Equal((ExitCode.Done, ""), (outcome.Code, outcome.Message));
                Assert.Equal(expected, outcome.Summary!.WeightsSha256);
                Assert.InRange(outcome.Summary.Restarts.Count, 1, 2);
            },
            iter: 10,
            threads: 1);
    }

    [Theory]
    [InlineData(Regime.Simultaneous)]
    [InlineData(Regime.Sequential)]
    [InlineData(Regime.E2e)]
    public async Task Exact_recovery_holds_in_every_regime(Regime regime)
    {
        var options = Options.With(regime: regime);
        IReadOnlyList<string> expected = await TinyRun.Weights(options);
        Assert.Equal(expected, await TinyRun.Weights(options with { Faults = new FaultOptions { Crash = ["0@4", "1@5", "3@11"] } }));
    }

    [Fact]
    public async Task After_a_recovery_steps_jsonl_holds_each_update_once()
    {
        using var folder = new TemporaryFolder();
        await TinyRun.In(folder, Options with { Faults = new FaultOptions { Crash = ["2@7"] } });
        var updates = File.ReadLines(folder.In("steps.jsonl")).Select(line => System.Text.Json.JsonSerializer.Deserialize<StepLine>(line, RunJson.Line)!);
        Assert.Equal(4 * 12, updates.Select(step => (step.Block, step.Batch)).Distinct().Count());
        Assert.Equal(4 * 12, updates.Count());
    }

    [Fact]
    public async Task More_crashes_than_allowed_end_the_run_with_the_blocks_name_and_the_cause()
    {
        var options = Options with { Recovery = new RecoveryOptions { Restarts = 1 }, Faults = new FaultOptions { Crash = ["2@4", "2@5"] } };
        RunOutcome outcome = await TinyRun.Of(options);
        Assert.Equal(ExitCode.Unexpected, outcome.Code);
        Assert.StartsWith("block-2 at batch 5 failed: InjectedFaultException: injected crash of block 2 at batch 5", outcome.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3)]
    public async Task Under_local_only_the_crashed_block_goes_back_and_the_run_says_what_was_lost(int block)
    {
        RunOutcome outcome = await TinyRun.Of(Options with
        {
            Recovery = new RecoveryOptions { Mode = RecoveryMode.Local },
            Faults = new FaultOptions { Crash = [$"{block}@8"] },
        });
        Assert.Equal((ExitCode.Done, ""), (outcome.Code, outcome.Message));
        RestartSummary restart = Assert.Single(outcome.Summary!.Restarts);
        Assert.Equal(($"block-{block}", 8L, "local"), (restart.Block, restart.Batch, restart.Mode));
        Assert.InRange(restart.LostUpdates, 0, 8);
        Assert.All(outcome.Summary.Blocks.Where(b => b.Block < block), b => Assert.Equal(12, b.Updates));
        Assert.All(outcome.Summary.Edges, edge => Assert.Equal(edge.Produced, edge.Consumed + edge.Dropped + edge.InFlight));
        Assert.All(outcome.Summary.Edges, edge => Assert.Equal(0, edge.Dropped));
    }

    public static TheoryData<Regime, string> RegimesAndSources => new(
        from regime in Enum.GetValues<Regime>() from source in new[] { "motion", "tennis7" } select (regime, source));

    [Theory]
    [MemberData(nameof(RegimesAndSources))]
    public async Task A_run_stopped_at_any_batch_and_resumed_ends_with_the_bits_of_one_that_never_stopped(Regime regime, string source)
    {
        // So many that the loader, which is ahead, does not reach the end between a step and the moment at which it is told.
        const int Steps = 200;
        RunOptions options = TinyRun.Options.On(source).With(regime: regime, steps: Steps);
        IReadOnlyList<string> expected = await TinyRun.Weights(options);
        using var folder = new TemporaryFolder();
        using var stop = new CancellationTokenSource();
        RunOutcome first = await TinyRun.In(folder, options.With(jitter: [0.04], workers: 1), new StopAt(stop, new Random((int)regime).Next(1, 40)), stop.Token);
        Assert.Equal(ExitCode.Interrupted, first.Code);
        RunOutcome second = await TinyRun.In(folder, options with { Resume = folder.Path });
        Assert.Equal((ExitCode.Done, ""), (second.Code, second.Message));
        Assert.Equal(expected, second.Summary!.WeightsSha256);
        int updates = regime == Regime.Sequential ? Steps : 4 * Steps;
        Assert.Equal(updates, File.ReadLines(folder.In("steps.jsonl")).Count());
    }

    [Fact]
    public async Task Resume_refuses_another_seed_partition_decoder_or_regime_and_says_what_the_run_has()
    {
        using var folder = new TemporaryFolder();
        await TinyRun.In(folder, TinyRun.Options);
        var resume = TinyRun.Options with { Resume = folder.Path };
        RunOutcome seed = await TinyRun.In(folder, resume with { Training = resume.Training with { Seed = 8 } });
        Assert.Equal((ExitCode.Usage, "--resume cannot change training.seed to 8: the run has 7"), (seed.Code, seed.Message));
        RunOutcome partition = await TinyRun.In(folder, resume.With(partition: [2, 2]));
        Assert.Equal((ExitCode.Usage, "--resume cannot change training.partition to 2,2: the run has 1,1,1,1"), (partition.Code, partition.Message));
        RunOutcome decoder = await TinyRun.In(folder, resume with { Model = resume.Model with { DecoderAttention = DecoderAttention.Cross } });
        Assert.Equal((ExitCode.Usage, "--resume cannot change model.decoder-attention to cross: the run has self"), (decoder.Code, decoder.Message));
        RunOutcome regime = await TinyRun.In(folder, resume.With(regime: Regime.E2e));
        Assert.Equal(ExitCode.Usage, regime.Code);
    }

    [Fact]
    public async Task A_damaged_snapshot_is_refused_by_name_and_the_one_before_is_used()
    {
        using var folder = new TemporaryFolder();
        IReadOnlyList<string> expected = await TinyRun.Weights(Options);
        await TinyRun.In(folder, Options);
        string damaged = folder.In("snapshots/12/block-1.safetensors");
        byte[] bytes = File.ReadAllBytes(damaged);
        bytes[^1] ^= 1;
        File.WriteAllBytes(damaged, bytes);
        var observer = new RecordingObserver();
        RunOutcome outcome = await TinyRun.In(folder, Options with { Resume = folder.Path }, observer);
        Assert.Equal(expected, outcome.Summary!.WeightsSha256);
        Assert.Contains(observer.Events, happened => happened.Text.Contains("12 is damaged and not used: block-1.safetensors has SHA-256", StringComparison.Ordinal));

        // What was trained again takes the place of what was damaged.
        Assert.Equal(12, SnapshotFolder.Newest(folder.In("snapshots"), Assert.Fail).Manifest.Batch);
    }

    [Fact]
    public async Task A_snapshot_that_cannot_be_written_leaves_the_one_before_whole_and_training_goes_on()
    {
        using var folder = new TemporaryFolder();
        var observer = new RecordingObserver();
        RunOutcome outcome = await TinyRun.In(folder, Options with { Faults = new FaultOptions { SnapshotWrite = ["1@6"] } }, observer);
        Assert.Equal((ExitCode.Done, ""), (outcome.Code, outcome.Message));
        Assert.Equal(["0", "12", "3", "9"], Directory.GetDirectories(folder.In("snapshots")).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Assert.Single(observer.Events, happened => happened.Text.StartsWith("snapshot 6 could not be written", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Only_the_last_snapshots_are_kept_besides_the_first()
    {
        using var folder = new TemporaryFolder();
        await TinyRun.In(folder, Options with { Snapshots = new SnapshotOptions { Every = 2, Keep = 2 } });
        Assert.Equal(["0", "10", "12"], Directory.GetDirectories(folder.In("snapshots")).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(5000)]
    public async Task A_disk_that_is_full_after_some_bytes_costs_one_snapshot_and_leaves_no_part_of_it(long bytes)
    {
        using var folder = new TemporaryFolder();
        var observer = new RecordingObserver();
        var faults = new FaultOptions { SnapshotWrite = ["0@3", "2@9"], SnapshotWriteBytes = bytes, SlowDisk = 0.05 };
        RunOutcome outcome = await TinyRun.In(folder, Options with { Faults = faults }, observer);
        Assert.Equal((ExitCode.Done, ""), (outcome.Code, outcome.Message));
        Assert.Equal(["0", "12", "6"], Directory.GetFileSystemEntries(folder.In("snapshots")).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Assert.All([3, 9], batch => Assert.Single(observer.Events, happened => happened.Text.StartsWith(
            $"snapshot {batch} could not be written (no space left after {bytes} bytes", StringComparison.Ordinal)));
        Assert.Equal(await TinyRun.Weights(Options), outcome.Summary!.WeightsSha256);
    }

    [Fact]
    public async Task A_clip_that_is_made_unreadable_is_replaced_counted_and_named_once()
    {
        var observer = new RecordingObserver();
        RunOutcome outcome = await TinyRun.Of(Options with { Faults = new FaultOptions { CorruptClip = [3] } }, observer);
        Assert.Equal((ExitCode.Done, ""), (outcome.Code, outcome.Message));
        Assert.Equal(("injected", 2), (Assert.Single(outcome.Summary!.Skipped).Reason, outcome.Summary.Skipped[0].Times));
        Assert.Single(observer.Events, happened => happened.Text.Contains("injected fault of sample 3 (faults.corrupt-clip)", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(Regime.Async, 1, new long[] { 12, 11, 12, 12 })]
    [InlineData(Regime.Sequential, 1, new long[] { 3, 2, 3, 3 })]
    [InlineData(Regime.E2e, 1, new long[] { 11, 11, 12, 12 })]
    [InlineData(Regime.E2e, 3, new long[] { 11, 11, 11, 11 })]
    public async Task Under_skip_a_nan_gradient_stops_the_update_of_every_block_that_it_reaches(Regime regime, int block, long[] updates)
    {
        int batch = regime == Regime.Sequential ? 4 : 5;
        RunOutcome outcome = await TinyRun.Of(Options.With(regime: regime) with
        {
            NonFinite = new NonFiniteOptions { Policy = NonFinitePolicy.Skip },
            Faults = new FaultOptions { NanGradient = [$"{block}@{batch}"] },
        });
        Assert.Equal((ExitCode.Done, ""), (outcome.Code, outcome.Message));
        Assert.Equal(updates, outcome.Summary!.Blocks.Select(b => b.Updates));
        Assert.All(outcome.Summary.FinalLoss, loss => Assert.True(double.IsFinite(loss)));
    }

    [Theory]
    [InlineData(Regime.Async)]
    [InlineData(Regime.Simultaneous)]
    [InlineData(Regime.E2e)]
    public async Task Under_skip_a_nan_changes_no_bit_is_counted_and_never_reaches_a_snapshot(Regime regime)
    {
        using var folder = new TemporaryFolder();
        var options = Options.With(regime: regime) with
        {
            NonFinite = new NonFiniteOptions { Policy = NonFinitePolicy.Skip },
            Faults = new FaultOptions { NanLoss = ["3@5"] },
            Snapshots = new SnapshotOptions { Every = 1, Keep = 100 },
        };
        RunOutcome outcome = await TinyRun.In(folder, options);
        Assert.Equal((ExitCode.Done, ""), (outcome.Code, outcome.Message));
        Assert.Equal(1, outcome.Summary!.Blocks[3].SkippedUpdates);
        Assert.Equal(11, outcome.Summary.Blocks[3].Updates);
        Assert.Equal(File.ReadAllBytes(folder.In("snapshots/5/block-3.safetensors")), File.ReadAllBytes(folder.In("snapshots/6/block-3.safetensors")));
        Assert.All(Directory.GetFiles(folder.In("snapshots"), "*.safetensors", SearchOption.AllDirectories), file =>
            Assert.All(Actors.Model.Checkpoints.SafetensorsFile.Read(file).Entries.Values.Where(entry => entry.Name != "optimizer.step"),
                entry => Assert.DoesNotContain(entry.ToArray<float>(), value => !float.IsFinite(value))));
    }

    [Fact]
    public async Task Under_skip_too_many_nans_in_a_row_go_back_to_the_last_snapshot_and_leave_the_undisturbed_weights()
    {
        IReadOnlyList<string> expected = await TinyRun.Weights(Options);
        RunOutcome outcome = await TinyRun.Of(Options with
        {
            NonFinite = new NonFiniteOptions { Policy = NonFinitePolicy.Skip, Limit = 1 },
            Faults = new FaultOptions { NanLoss = ["2@7", "2@8"] },
        });
        Assert.Equal((ExitCode.Done, ""), (outcome.Code, outcome.Message));
        RestartSummary restart = Assert.Single(outcome.Summary!.Restarts);
        Assert.Equal(("block-2", 8L), (restart.Block, restart.Batch));
        Assert.StartsWith("more than 1 updates in a row were not finite", restart.Cause, StringComparison.Ordinal);
        Assert.Equal(expected, outcome.Summary.WeightsSha256);
    }

    [Fact]
    public async Task A_nan_activation_under_stop_names_the_block_that_took_it()
    {
        RunOutcome outcome = await TinyRun.Of(Options with { Faults = new FaultOptions { NanActivation = ["2@5"] } });
        Assert.Equal(ExitCode.Diverged, outcome.Code);
        Assert.StartsWith("block-2 diverged at batch 5", outcome.Message, StringComparison.Ordinal);
    }

    sealed class StopAt(CancellationTokenSource stop, long step) : IRunObserver
    {
        public void Event(RunEvent happened)
        {
        }

        public void Progress(RunProgress progress)
        {
            if (progress.Step >= step)
            {
                stop.Cancel();
            }
        }
    }
}
