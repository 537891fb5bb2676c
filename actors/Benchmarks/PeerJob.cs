using System.Text.Json;
using Actors.Configuration;
using Actors.Model.Checkpoints;
using Actors.Model.Costs;
using Actors.Model.Devices;
using Actors.Regimes;
using Actors.Runs;

namespace Actors.Benchmarks;

/// <summary>A folder from which any program can do the same work: weights, a batch, sizes. The format is described in <c>tests/Bench/README.md</c>.</summary>
internal static class PeerJob
{
    /// <summary>Steps whose losses are compared.</summary>
    public const int CheckedSteps = 3;

    /// <summary>Learning rate of all steps.</summary>
    public const double LearningRate = 1e-3;

    const double OptimizerEpsilon = 1e-8;

    static readonly JsonSerializerOptions Format = new(RunJson.Page);

    /// <summary>Writes it.</summary>
    public static void Write(string folder, Workload work)
    {
        TrainingOptions training = work.Options.Training;
        using (MeasuredChain chain = TorchWork.Alone(1, () => work.Chain(Regime.Simultaneous)))
        {
            foreach (Model.Blocks.Block block in chain.Blocks)
            {
                SafetensorsWriter.Write(
                    Path.Combine(folder, $"block-{block.Plan.Index}.safetensors"),
                    block.State().Where(tensor => !tensor.Name.StartsWith("optimizer.", StringComparison.Ordinal)));
            }
        }

        SafetensorsWriter.Write(Path.Combine(folder, "batch.safetensors"),
        [
            ("visible_pixels", work.Batch.VisiblePixels), ("visible_index", work.Batch.VisibleIndex),
            ("target_pixels", work.Batch.TargetPixels), ("decoded_index", work.Batch.DecodedIndex),
        ]);
        File.WriteAllText(Path.Combine(folder, "job.json"), JsonSerializer.Serialize(
            new
            {
                Partition = work.Partition.Layers,
                work.Shape.Width,
                work.Shape.Heads,
                work.Shape.MlpRatio,
                work.Shape.DecoderWidth,
                work.Shape.DecoderDepth,
                work.Shape.DecoderHeads,
                work.Shape.Tokens,
                work.Shape.TokenPixels,
                LearningRate,
                training.Beta1,
                training.Beta2,
                Epsilon = OptimizerEpsilon,
                training.WeightDecay,
                CheckedSteps,
            },
            Format));
    }

    /// <summary>Our losses of the first steps, of each block that has one.</summary>
    public static double[][] Losses(Workload work, Regime regime) => TorchWork.Alone(1, () =>
    {
        using MeasuredChain chain = work.Chain(regime);
        return Enumerable.Range(0, CheckedSteps)
            .Select(_ => chain.Step(LearningRate).Select(result => result.Loss).Where(double.IsFinite).ToArray()).ToArray();
    });
}
