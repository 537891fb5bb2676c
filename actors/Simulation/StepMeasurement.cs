using System.Diagnostics;
using Actors.Data.Batches;
using Actors.Loading;
using Actors.Model.Blocks;
using Actors.Model.Devices;
using Actors.Runs;
using TorchSharp;

namespace Actors.Simulation;

/// <summary>Measures what a simulation needs: each block's step on a core of its own, and the decoding of a batch.</summary>
public static class StepMeasurement
{
    const int WarmUp = 3;

    /// <summary>Runs the blocks one after another on one thread.</summary>
    /// <param name="plan">The run whose blocks and batches are measured.</param>
    /// <param name="steps">Steps to measure, of which the median counts.</param>
    /// <returns>Each block's work, and seconds of a decoding thread for a batch; the plan has one of those.</returns>
    public static (IReadOnlyList<BlockWork> Blocks, double Decode) Measure(RunPlan plan, int steps)
    {
        List<StepResult>[] measured = [.. Enumerable.Range(0, plan.Blocks).Select(_ => new List<StepResult>())];
        List<double> decoding = [];
        Exception? failure = null;
        var thread = new Thread(() =>
        {
            try
            {
                MeasureHere(plan, steps, measured, decoding);
            }
            catch (Exception e)
            {
                failure = e;
            }
        });
        thread.Start();
        thread.Join();
        if (failure is not null)
        {
            throw new AggregateException(failure);
        }

        return ([.. measured.Select(WorkOf)], Median(decoding));
    }

    static void MeasureHere(RunPlan plan, int steps, List<StepResult>[] measured, List<double> decoding)
    {
        TorchThreads.Use(plan.Options.Training.Threads);
        Chain chain = Chains.Make(plan, 1, null, null);
        decoding.Add(Decoding(chain, steps));
        Block[] blocks = [.. chain.Blocks.Select(setup => new Block(setup.Plan, setup.Seed, setup.Device))];
        try
        {
            for (int step = 0; step < WarmUp + steps; step++)
            {
                Batch batch = Read(chain);
                using MaskedTokens tokens = BatchTensors.On(plan.Device, batch, 1).Single();
                torch.Tensor? previous = null;
                for (int k = 0; k < blocks.Length; k++)
                {
                    StepResult result = blocks[k].Train(previous, tokens, plan.Regime.LearningRate(Math.Min(step, plan.Steps - 1)), out torch.Tensor output);
                    previous?.Dispose();
                    previous = output;
                    if (step >= WarmUp)
                    {
                        measured[k].Add(result);
                    }
                }

                previous?.Dispose();
            }
        }
        finally
        {
            Array.ForEach(blocks, block => block.Dispose());
            chain.Loader.Stream.DisposeAsync().AsTask().GetAwaiter().GetResult();
        }
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

    static BlockWork WorkOf(List<StepResult> steps) => new(
        Median([.. steps.Select(step => step.ForwardSeconds)]),
        Median([.. steps.Select(step => step.DecoderSeconds + step.BackwardSeconds + step.OptimizerSeconds)]));

    static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);
}
