using Actors.Model.Interop;
using Actors.Model.Layers;
using Actors.Model.Parameters;
using Actors.Model.Shapes;
using static TorchSharp.torch;

namespace Actors.Model.Blocks;

/// <summary>A decoder whose mask tokens attend to the visible tokens alone, not to each other (Fu et al. 2024, CrossMAE, arXiv 2401.14391).</summary>
/// <remarks>
/// A token's prediction does not depend on which others are decoded, so that decoding a fraction of them is the same task, only with fewer
/// terms in the loss. Unlike CrossMAE, every layer reads the same output of the encoder, that of its block, and visible tokens get
/// the decoder's positions, as in VideoMAE's decoder.
/// </remarks>
internal sealed class CrossDecoder : Decoder
{
    /// <summary>What the names of its parameters begin with: none of them is one of <see cref="SelfDecoder"/>.</summary>
    public const string Prefix = "cross_decoder";

    readonly CrossLayer[] layers;

    /// <summary>Declares its layers.</summary>
    public CrossDecoder(ParameterTable table, BlockPlan plan, Device device)
        : base(table, plan, Top(plan) / Prefix, Top(plan) / Prefix, device)
    {
        ModelShape shape = plan.Shape;
        layers =
        [
            .. Enumerable.Range(0, shape.DecoderDepth).Select(j => new CrossLayer(
                table, Top(plan) / Prefix / $"layers.{j}", shape.DecoderWidth, shape.DecoderHeads, shape.MlpRatio)),
        ];
    }

    private protected override Tensor Decoded(Tensor visible_BVE, MaskedTokens batch)
    {
        Tensor memory_BVE = visible_BVE.Plus(PositionsOf(batch.VisibleIndex));
        Tensor queries_BME = MaskTokens(batch).Plus(PositionsOf(batch.DecodedIndex));
        return layers.Aggregate(queries_BME, (x_BME, layer) => layer.Forward(x_BME, memory_BVE, last: layer == layers[^1]));
    }
}
