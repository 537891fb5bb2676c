using System.Collections.Concurrent;
using System.Diagnostics;
using Actors.Data.Batches;
using Actors.Loading;
using Actors.Model.Blocks;
using Actors.Model.Devices;
using Actors.Runs;
using TorchSharp;

namespace Actors.Simulation;

/// <summary>Measures what a simulation needs, in core-seconds: each block's step, and the decoding of a batch.</summary>
/// <remarks>
/// All cores compute at once meanwhile, as they do in the run that is predicted, each thread on a copy of the chain of its own: a core whose
/// neighbours rest has their share of cache, memory bandwidth and clock rate, and is up to a tenth faster. Where a machine has more blocks
/// than cores, there are more threads than cores, up to twice as many: taking turns costs caches, too, and that is part of a step.
/// </remarks>
public static class StepMeasurement
{
    const int WarmUp = 3;

    /// <summary>Different batches that steps take turns with.</summary>
    const int Batches = 8;

    // A moment of shared cores is no evidence.
    static readonly TimeSpan leastMeasured = TimeSpan.FromSeconds(5);

    // Our own kernels run slowly until the compiler has seen them often, and compiles them beside the measurement.
    static readonly TimeSpan leastWarmUp = TimeSpan.FromSeconds(5);

    /// <summary>Runs the blocks one after another, on several threads at once.</summary>
    /// <param name="plan">The run whose blocks and batches are measured.</param>
    /// <param name="steps">Least number of steps of each thread to measure, which last 5 s at least; the mean of all counts.</param>
    /// <param name="cores">The cores that will be busy.</param>
    /// <returns>Each block's work, and a batch's decoding, in core-seconds.</returns>
    /// <exception cref="AggregateException">A step or a clip failed, with why.</exception>
    public static (IReadOnlyList<BlockWork> Blocks, double Decode) Measure(RunPlan plan, int steps, int cores)
    {
        int threads = Math.Clamp(plan.Blocks, cores, 2 * cores);
        double share = (double)cores / threads;
        List<StepResult>[] measured = [.. Enumerable.Range(0, plan.Blocks).Select(_ => new List<StepResult>())];
        List<double> decoding = [];
        ConcurrentQueue<Exception> failures = [];
        using var together = new Barrier(threads);
        Thread[] all = [.. Enumerable.Range(0, threads).Select(_ => new Thread(() =>
        {
            try
            {
                MeasureHere(plan, steps, measured, decoding, together);
            }
            catch (Exception e)
            {
                failures.Enqueue(e);
                together.RemoveParticipant();
            }
        }))];
        Array.ForEach(all, thread => thread.Start());
        Array.ForEach(all, thread => thread.Join());
        return failures.IsEmpty ? ([.. measured.Select(block => WorkOf(block, share))], share * decoding.Average()) : throw new AggregateException(failures);
    }

    static void MeasureHere(RunPlan plan, int steps, List<StepResult>[] measured, List<double> decoding, Barrier together)
    {
        TorchThreads.Use(plan.Options.Training.Threads);
        Chain chain = Chains.Make(plan, 1, null, null);
        Batch[] batches;
        try
        {
            together.SignalAndWait();
            double decode = Decoding(chain, steps);
            batches = [.. Enumerable.Range(0, Batches).Select(_ => Read(chain))];
            lock (decoding)
            {
                decoding.Add(decode);
            }
        }
        finally
        {
            // Decoding is work of its own in the simulation: going on here, it would count twice.
            chain.Loader.Stream.DisposeAsync().AsTask().GetAwaiter().GetResult();
        }

        Block[] blocks = [.. chain.Blocks.Select(setup => new Block(setup.Plan, setup.Seed, setup.Device))];
        try
        {
            int step = 0;
            for (long began = Stopwatch.GetTimestamp(); step < WarmUp || Stopwatch.GetElapsedTime(began) < leastWarmUp; step++)
            {
                Train(plan, batches[step % Batches], blocks, step);
            }

            together.SignalAndWait();
            int last = step + steps;
            for (long began = Stopwatch.GetTimestamp(); step < last || Stopwatch.GetElapsedTime(began) < leastMeasured; step++)
            {
                foreach ((List<StepResult> all, StepResult result) in measured.Zip(Train(plan, batches[step % Batches], blocks, step)))
                {
                    lock (all)
                    {
                        all.Add(result);
                    }
                }
            }
        }
        finally
        {
            Array.ForEach(blocks, block => block.Dispose());
        }
    }

    static StepResult[] Train(RunPlan plan, Batch batch, Block[] blocks, int step)
    {
        using MaskedTokens tokens = BatchTensors.On(plan.Device, batch, 1).Single();
        double rate = plan.Regime.LearningRate(Math.Min(step, plan.Steps - 1));
        StepResult[] results = new StepResult[blocks.Length];
        torch.Tensor? previous = null;
        for (int k = 0; k < blocks.Length; k++)
        {
            results[k] = blocks[k].Train(previous, tokens, rate, out torch.Tensor output);
            previous?.Dispose();
            previous = output;
        }

        previous?.Dispose();
        return results;
    }

    // Nothing is trained on meanwhile, so that reading goes as fast as decoding does.
    static double Decoding(Chain chain, int batches)
    {
        for (int ahead = 0; ahead < WarmUp; ahead++)
        {
            Read(chain);
        }

        long began = Stopwatch.GetTimestamp();
        for (int batch = 0; batch < batches; batch++)
        {
            Read(chain);
        }

        return Stopwatch.GetElapsedTime(began).TotalSeconds / batches;
    }

    static Batch Read(Chain chain) => chain.Loader.Stream.ReadAsync().AsTask().GetAwaiter().GetResult()!;

    static BlockWork WorkOf(List<StepResult> steps, double share) => new(
        share * steps.Average(step => step.ForwardSeconds),
        share * steps.Average(step => step.DecoderSeconds + step.BackwardSeconds + step.OptimizerSeconds));
}
