using Actors.Model.Layers;
using Actors.Model.Optimizers;
using Actors.Model.Shapes;

namespace Actors.Model.Blocks;

/// <summary>What a block is made of.</summary>
/// <param name="Index">Number of the block, from 0; block 0 has the patch embedding.</param>
/// <param name="FirstLayer">Number of its first layer in the whole encoder.</param>
/// <param name="Layers">Number of its layers.</param>
/// <param name="Shape">Sizes of the whole model.</param>
/// <param name="Optimizer">Settings of its optimizer.</param>
/// <param name="HasDecoder">Whether it has a decoder and a loss of its own; end-to-end only the last block has.</param>
/// <param name="Precision">What its matrix products are computed in.</param>
/// <param name="Recompute">What its backward pass computes again instead of keeping it.</param>
public sealed record BlockPlan(
    int Index, int FirstLayer, int Layers, ModelShape Shape, OptimizerOptions Optimizer, bool HasDecoder = true, Precision Precision = Precision.Fp32,
    Recompute Recompute = Recompute.None)
{
    /// <summary>The plans of a partitioned model, each block with its own decoder.</summary>
    public static IReadOnlyList<BlockPlan> Local(ModelShape shape, Partition partition, OptimizerOptions optimizer) =>
        [.. Enumerable.Range(0, partition.Blocks).Select(k => Of(k, shape, partition, optimizer, hasDecoder: true))];

    /// <summary>The plans of a partitioned model that trains end to end: only the last block has a decoder.</summary>
    public static IReadOnlyList<BlockPlan> EndToEnd(ModelShape shape, Partition partition, OptimizerOptions optimizer) =>
        [.. Enumerable.Range(0, partition.Blocks).Select(k => Of(k, shape, partition, optimizer, hasDecoder: k == partition.Blocks - 1))];

    /// <summary>Returns this plan when its parts fit.</summary>
    /// <exception cref="ArgumentException">They don't; the text names the part.</exception>
    public BlockPlan Validate()
    {
        Shape.Validate();
        Optimizer.Validate();
        return Index >= 0 && FirstLayer >= 0 && Layers > 0 && FirstLayer + Layers <= Shape.Depth && (Index == 0) == (FirstLayer == 0)
            ? this
            : throw new ArgumentException($"block {Index}: {Layers} layers from layer {FirstLayer} don't fit a model of depth {Shape.Depth}");
    }

    static BlockPlan Of(int k, ModelShape shape, Partition partition, OptimizerOptions optimizer, bool hasDecoder) =>
        new(k, partition.FirstLayer(k), partition.Layers[k], shape, optimizer, hasDecoder);
}
