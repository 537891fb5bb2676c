using System.Diagnostics;
using Actors.Configuration;
using Actors.Data.Batches;
using Actors.Data.Motion;
using Actors.Loading;
using Actors.Model.Blocks;
using Actors.Model.Devices;
using Actors.Runs;
using TorchSharp;
using Xunit;

namespace Actors.Tests.Runs;

/// <summary>What asynchrony is for: four blocks on two cores, against the same blocks one after another on one thread, in one run.</summary>
[Collection(nameof(AloneOnTheMachine))]
public class ThroughputTests(ITestOutputHelper output)
{
    const int Steps = 100;

    static readonly RunOptions Options = TinyRun.Options with
    {
        Model = new ModelOptions(),
        Training = new TrainingOptions { Steps = Steps, Batch = 8, Blocks = 4, DecodeFraction = 0.25 },
        Data = TinyRun.Options.Data with { Prefetch = 4 },
    };

    [Fact]
    public async Task Four_async_blocks_on_two_cores_reach_nine_tenths_of_the_bound_and_17_times_one_thread()
    {
        Assert.SkipWhen(Environment.ProcessorCount < 2, "needs two cores");
        var clips = new RememberedClips(new MotionClips(RunPlans.GeometryOf(Options.Model), 24), 24);
        (double Fraction, double Ratio) best = default;

        // The cores are shared with others: a bad moment is no evidence, a good one is.
        for (int attempt = 0; attempt < 8 && (best.Fraction < 0.9 || best.Ratio < 1.7); attempt++)
        {
            // Step times of blocks that have a core to themselves: with four threads on two cores, wall time would count the waiting too.
            // The bound is of cores that are both busy, which share a cache and a clock rate; the one thread has the machine to itself.
            double serial = 1 / (await OneAfterAnother(clips, threads: 1)).Sum();
            double[] steps = await OneAfterAnother(clips, threads: 2);
            RunSummary async = await Async(clips);
            double batches = async.Steps / async.Seconds;
            double bound = Math.Min(2 / steps.Sum(), 1 / steps.Max());
            output.WriteLine($"one thread {8 * serial:f2} clips/s, async {8 * batches:f2}, bound {8 * bound:f2} (steps {string.Join(", ", steps.Select(s => $"{1000 * s:f1} ms"))})");
            best = (Math.Max(best.Fraction, batches / bound), Math.Max(best.Ratio, batches / serial));
        }

        output.WriteLine($"best: {best.Fraction:f3} of the bound, {best.Ratio:f2} times one thread");
        Assert.True(best.Fraction >= 0.9, $"{best.Fraction:f3} of the pipeline bound");
        Assert.True(best.Ratio >= 1.7, $"{best.Ratio:f2} times one thread");
    }

    static async Task<RunSummary> Async(RememberedClips clips)
    {
        using var folder = new TemporaryFolder();
        var directory = RunDirectory.Create(folder.Path, "test", DateTimeOffset.UnixEpoch);
        RunResult result = await Training.TrainAsync(RunPlans.Make(Options, clips, directory, new RecordingObserver(), () => { }), TestContext.Current.CancellationToken);
        Assert.Equal((ExitCode.Done, ""), (result.Code, result.Message));
        return result.Summary!;
    }

    /// <summary>Seconds of each block's step: the same blocks, on the same clips, one after another, by so many threads at once.</summary>
    static async Task<double[]> OneAfterAnother(RememberedClips clips, int threads)
    {
        double[][] all = await Task.WhenAll(Enumerable.Range(0, threads).Select(_ => Task.Run(() => OneAfterAnother(clips))));
        return [.. Enumerable.Range(0, all[0].Length).Select(block => all.Average(seconds => seconds[block]))];
    }

    static double[] OneAfterAnother(RememberedClips clips)
    {
        using var folder = new TemporaryFolder();
        RunPlan plan = RunPlans.Make(Options, clips, RunDirectory.Create(folder.Path, "test", DateTimeOffset.UnixEpoch), new RecordingObserver(), () => { });
        Chain chain = Chains.Make(plan, 1, null, null);
        double[] seconds = new double[plan.Blocks];
        var thread = new Thread(() =>
        {
            TorchThreads.Use(1);
            Block[] blocks = [.. chain.Blocks.Select(setup => new Block(setup.Plan, setup.Seed, setup.Device))];
            for (long step = 0; step < Steps; step++)
            {
                Batch batch = chain.Loader.Stream.ReadAsync().AsTask().GetAwaiter().GetResult()!;
                using MaskedTokens tokens = BatchTensors.On(plan.Device, batch, 1).Single();
                torch.Tensor? previous = null;
                foreach (Block block in blocks)
                {
                    long began = Stopwatch.GetTimestamp();
                    block.Train(previous, tokens, plan.Regime.LearningRate(step), out torch.Tensor output);
                    previous?.Dispose();
                    previous = output;
                    seconds[block.Plan.Index] += Stopwatch.GetElapsedTime(began).TotalSeconds;
                }

                previous?.Dispose();
            }

            Array.ForEach(blocks, block => block.Dispose());
            chain.Loader.Stream.DisposeAsync().AsTask().GetAwaiter().GetResult();
        });
        thread.Start();
        thread.Join();
        return [.. seconds.Select(s => s / Steps)];
    }
}
