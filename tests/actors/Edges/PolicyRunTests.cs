using System.Diagnostics;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Actors.Blocks;
using Actors.Configuration;
using Actors.Data.Motion;
using Actors.Edges;
using Actors.Faults;
using Actors.Runs;
using Actors.Tests.CommandLine;
using Actors.Tests.Runs;
using CsCheck;
using Xunit;

namespace Actors.Tests.Edges;

/// <summary>Whole runs under each overflow policy, with one block five times as slow as the others.</summary>
public partial class PolicyRunTests
{
    const int Steps = 24;

    // A run takes two seconds; one that stands still for ever must say which it was.
    static readonly TimeSpan Deadline = TimeSpan.FromMinutes(2);

    public static TheoryData<OverflowPolicy, int, int> Cases => [.. Enum.GetValues<OverflowPolicy>().SelectMany(policy =>
        new[] { (policy, 0, -1), (policy, 1, -1), (policy, 0, 1), (policy, 1, 1), (policy, 1, 0) })];

    public static TheoryData<OverflowPolicy> Policies => [.. Enum.GetValues<OverflowPolicy>()];

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Depth_age_and_counts_stay_within_what_the_policy_promises(OverflowPolicy policy, int slowBlock, int maxAge)
    {
        // Five times a few milliseconds is not sure to be slower than a loader on a busy machine.
        var (result, steps) = await Run(Options(policy, slowBlock, maxAge, jitter: 0.1));
        Assert.Equal((ExitCode.Done, ""), (result.Code, result.Message));
        for (int k = 0; k < 3; k++)
        {
            EdgeSummary edge = result.Summary!.Edges[k];
            StepLine[] updates = [.. steps.Where(step => step.Block == k)];
            Assert.Equal(0, edge.InFlight);
            Assert.Equal(edge.Produced, edge.Consumed + edge.Dropped);
            Assert.Equal(edge.Dropped, edge.Overflowed + edge.TooOld);
            Assert.Equal(k == 0 ? Steps : result.Summary.Edges[k - 1].Consumed, edge.Produced);
            Assert.Equal(edge.Consumed + edge.Reused, result.Summary.Blocks[k].Updates);
            Assert.Equal(edge.Consumed + edge.Reused, updates.Length);

            if (edge.Consumed == 0)
            {
                // Everything was too old: then the blocks behind it see nothing.
                Assert.True(maxAge == 0 && edge.TooOld == edge.Dropped - edge.Overflowed);
                continue;
            }

            // A reuse is one more update on a batch: so they can be counted from outside.
            IGrouping<long, StepLine>[] batches = [.. updates.GroupBy(step => step.Batch)];
            Assert.Equal(edge.Consumed, batches.Length);
            Assert.Equal(edge.Reused, batches.Sum(batch => batch.Count() - 1));
            Assert.InRange(batches.Max(batch => batch.Count()), 1, policy == OverflowPolicy.Replay ? 3 : 1);
            Assert.Equal(updates.Select(step => step.Batch).Order(), updates.Select(step => step.Batch));
            Assert.InRange(updates.Min(step => step.Age), 0, long.MaxValue);
            Assert.InRange(updates.Max(step => step.Age), 0, maxAge < 0 ? long.MaxValue : maxAge);
            Assert.Equal((edge.MaxAge, edge.MeanAge), (updates.Max(step => step.Age), updates.Average(step => step.Age)));
            Assert.Equal(policy is OverflowPolicy.Wait or OverflowPolicy.Replay ? 0 : edge.Overflowed, edge.Overflowed);
        }

        // What the slow block makes happen on the edge behind block 0.
        EdgeSummary second = result.Summary!.Edges[1];
        bool lossy = policy is not (OverflowPolicy.Wait or OverflowPolicy.Replay);
        if (slowBlock == 1 && maxAge < 0)
        {
            Assert.Equal(lossy, second.Overflowed > 0);
        }
        else if (slowBlock == 1 && policy != OverflowPolicy.Latest)
        {
            Assert.InRange(second.TooOld, 1, Steps);
        }
        else if (slowBlock == 0 && maxAge < 0)
        {
            Assert.Equal(policy == OverflowPolicy.Replay, second.Reused > 0);
        }
    }

    [Theory]
    [MemberData(nameof(Policies))]
    public void A_crash_under_exact_or_local_neither_fills_an_edge_beyond_capacity_nor_loses_an_activation_uncounted(OverflowPolicy policy)
    {
        Gen.Select(Gen.Enum<RecoveryMode>(), Gen.Int[0, 2], Gen.Int[0, Steps - 1], Gen.Int[0, 2], Gen.Int[0, Steps - 1]).Sample(
            (mode, block, batch, other, later) =>
            {
                // Where a policy drops the batch that is to crash a block, the next ones do.
                RunOptions options = Options(policy, 1, -1) with
                {
                    Recovery = new RecoveryOptions { Mode = mode, Restarts = 100 },
                    Snapshots = new SnapshotOptions { Every = 7 },
                    Faults = new FaultOptions { Crash = [$"{block}@{batch}", $"0@{later}", $"{other}@{Math.Min(batch + 1, Steps - 1)}"] },
                };
                var (result, steps) = Run(options).GetAwaiter().GetResult();
                Assert.Equal((ExitCode.Done, ""), (result.Code, result.Message));
                Assert.NotEmpty(result.Summary!.Restarts);
                Assert.All(result.Summary.Edges, edge => Assert.Equal(edge.Produced, edge.Consumed + edge.Dropped + edge.InFlight));
                Assert.All(result.Summary.Edges, edge => Assert.Equal(edge.Dropped, edge.Overflowed + edge.TooOld + edge.LostToRecovery));
                if (mode == RecoveryMode.Local)
                {
                    // What a block has learned and no longer knows is exactly what the run says it has lost.
                    Assert.All(result.Summary.Blocks, b => Assert.Equal(
                        steps.Count(step => step.Block == b.Block) - b.Updates,
                        result.Summary.Restarts.Where(restart => restart.Block == BlockSetup.NameOf(b.Block)).Sum(restart => restart.LostUpdates)));
                }
            },
            iter: 4,
            threads: 1);
    }

    [Theory]
    [InlineData("simultaneous", "--overflow", "drop-oldest")]
    [InlineData("simultaneous", "--overflow", "replay")]
    [InlineData("e2e", "--overflow", "drop-newest")]
    [InlineData("e2e", "--overflow", "latest")]
    [InlineData("sequential", "--overflow", "latest")]
    [InlineData("sequential", "--overflow", "wait,wait,replay,wait")]
    [InlineData("simultaneous", "--set", "edges.max-age=3")]
    [InlineData("simultaneous", "--set", "recovery.mode=local")]
    public async Task What_can_lose_a_batch_is_refused_in_one_line_where_every_block_must_see_every_batch(string regime, params string[] lossy)
    {
        ProgramRun run = await ProgramRun.Of(["train", "--regime", regime, .. lossy]);
        Assert.Equal((2, 1), (run.Code, run.ErrorLines.Length));
        Assert.Contains("needs regime async", run.ErrorLines[0], StringComparison.Ordinal);
        Assert.Null(run.Request);
    }

    static RunOptions Options(OverflowPolicy policy, int slowBlock, int maxAge, double jitter = 0)
    {
        RunOptions options = TinyRun.Options.With(
            steps: Steps, partition: [1, 1, 2], slowdown: [.. Enumerable.Range(0, 3).Select(k => k == slowBlock ? 5.0 : 1.0)],
            jitter: [.. Enumerable.Range(0, 3).Select(k => k == slowBlock ? jitter : 0.0)]);
        return options with
        {
            Edges = new EdgeOptions
            {
                Capacity = [3, 3, 2],
                Overflow = [OverflowPolicy.Wait, policy, policy],
                MaxAge = [-1, maxAge, maxAge],
                Replays = [2],
            },
        };
    }

    /// <summary>Trains while the depth of every edge is sampled as often as the machine can.</summary>
    static async Task<(RunResult Result, IReadOnlyList<StepLine> Steps)> Run(RunOptions options)
    {
        using var folder = new TemporaryFolder();
        var directory = RunDirectory.Create(folder.Path, "", DateTimeOffset.UnixEpoch);
        var clips = new MotionClips(RunPlans.GeometryOf(options.Model), options.Data.Clips, options.Training.Seed);
        RunPlan plan = RunPlans.Make(options, clips, directory, new RecordingObserver(), () => { });
        Task<RunResult> run = Training.TrainAsync(plan, CancellationToken.None);
        int samples = 0;
        long began = Stopwatch.GetTimestamp();
        while (!run.IsCompleted)
        {
            if (Stopwatch.GetElapsedTime(began) > Deadline)
            {
                throw new TimeoutException($"no end after {Deadline}; last step: {File.ReadLines(directory.Steps).LastOrDefault()}");
            }

            using var text = new MemoryStream();
            await plan.Instruments.Registry.CollectAndExportAsTextAsync(text);
            foreach (Match sample in DepthSample().Matches(Encoding.UTF8.GetString(text.ToArray())))
            {
                int consumer = int.Parse(sample.Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture);
                Assert.InRange(double.Parse(sample.Groups[2].Value, System.Globalization.CultureInfo.InvariantCulture), 0, options.Edges.Capacity[consumer]);
                samples++;
            }
        }

        RunResult result = await run;
        Assert.InRange(samples, 30, int.MaxValue);
        Assert.All(result.Summary!.Edges, edge => Assert.InRange(edge.MaxDepth, 0, edge.Capacity));
        return (result, [.. File.ReadLines(directory.Steps).Select(line => JsonSerializer.Deserialize<StepLine>(line, RunJson.Line)!)]);
    }

    [GeneratedRegex("""^actors_edge_depth\{edge="[a-z0-9-]+->block-(\d)"\} (\S+)$""", RegexOptions.Multiline)]
    private static partial Regex DepthSample();
}
