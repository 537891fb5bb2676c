using Actors.Model.Blocks;
using Actors.Model.Layers;
using Actors.Model.Shapes;

namespace Actors.Model.Costs;

/// <summary>Floating-point operations of a block for one clip, counted from its shapes: multiply and add are two.</summary>
/// <param name="PatchEmbedding">Forward, the visible tokens of block 0; 0 for others.</param>
/// <param name="Encoder">Forward, the block's layers over the visible tokens.</param>
/// <param name="Decoder">Forward, decoder with its input map and head; 0 without one.</param>
/// <param name="Recomputed">Forward, the layers that the backward pass computes again; 0 where it computes none.</param>
/// <remarks>
/// Matrix products alone: norms, GELU, softmax and residual sums are left out, as is usual. A decoder whose tokens attend to each other
/// is counted as published; ours spends less, since its last layer leaves out the visible tokens, which nothing reads.
/// </remarks>
public sealed record BlockCost(double PatchEmbedding, double Encoder, double Decoder, double Recomputed = 0)
{
    /// <summary>A backward pass is two products for each forward one.</summary>
    const double TrainingFactor = 3;

    /// <summary>One forward pass.</summary>
    public double Forward => PatchEmbedding + Encoder + Decoder;

    /// <summary>What one training step is for: three times the forward pass. Achieved rates are over these.</summary>
    public double Training => TrainingFactor * Forward;

    /// <summary>What one training step spends, recomputation included: blocks are balanced and placed by these.</summary>
    public double Step => Training + Recomputed;

    /// <summary>The cost of a block.</summary>
    /// <param name="plan">The block.</param>
    /// <param name="visible">Visible tokens of a clip.</param>
    /// <param name="decoded">Decoded tokens of a clip.</param>
    public static BlockCost Of(BlockPlan plan, int visible, int decoded)
    {
        ModelShape shape = plan.Shape;
        double encoder = EncoderOf(shape, plan.Layers, visible);
        double again = plan.Recompute == Recompute.None ? 0
            : encoder + (plan.HasDecoder ? (shape.DecoderDepth - 1) * DecoderLayerOf(shape, visible, decoded) : 0);
        return new BlockCost(
            plan.Index == 0 ? PatchEmbeddingOf(shape, visible) : 0, encoder, plan.HasDecoder ? DecoderOf(shape, visible, decoded) : 0, again);
    }

    /// <summary>
    /// Embedding a number of tokens. The original embeds all tokens and drops the hidden ones; we embed the visible ones.
    /// </summary>
    public static double PatchEmbeddingOf(ModelShape shape, int tokens) => 2.0 * tokens * shape.TokenPixels * shape.Width;

    /// <summary>Encoder layers over a number of tokens.</summary>
    public static double EncoderOf(ModelShape shape, int layers, int tokens) => layers * LayerOf(shape.Width, shape.MlpRatio, tokens);

    /// <summary>A decoder over visible and decoded tokens.</summary>
    public static double DecoderOf(ModelShape shape, int visible, int decoded) =>
        (2.0 * visible * shape.Width * shape.DecoderWidth)
        + (shape.DecoderDepth * DecoderLayerOf(shape, visible, decoded))
        + (2.0 * decoded * shape.DecoderWidth * shape.TokenPixels);

    static double DecoderLayerOf(ModelShape shape, double visible, double decoded) => shape.DecoderAttention == DecoderAttention.Cross
        ? CrossLayerOf(shape.DecoderWidth, shape.MlpRatio, decoded, visible)
        : LayerOf(shape.DecoderWidth, shape.MlpRatio, visible + decoded);

    // Linear maps: 3 + 1 widths for attention, 2 * ratio for the MLP. Attention: logits and weighted sum, each 2 N N D.
    static double LayerOf(double width, double mlpRatio, double tokens) =>
        (2 * tokens * (4 + (2 * mlpRatio)) * width * width) + (4 * tokens * tokens * width);

    // Queries and the way out are of the tokens that attend, keys and values of those that they attend to.
    static double CrossLayerOf(double width, double mlpRatio, double tokens, double memory) =>
        (2 * ((tokens * (2 + (2 * mlpRatio))) + (memory * 2)) * width * width) + (4 * tokens * memory * width);
}
