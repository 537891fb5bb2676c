using Actors.Model.Interop;
using Actors.Model.Layers;
using Actors.Model.Parameters;
using Actors.Model.Shapes;
using static TorchSharp.torch;

namespace Actors.Model.Blocks;

/// <summary>VideoMAE's decoder: visible and decoded tokens attend to each other (Tong et al. 2022, section 3).</summary>
internal sealed class SelfDecoder : Decoder
{
    /// <summary>Declares its layers.</summary>
    public SelfDecoder(ParameterTable table, BlockPlan plan, Device device)
        : base(table, plan, Top(plan), Top(plan) / "decoder", device)
    {
        ModelShape shape = plan.Shape;
        Layers =
        [
            .. Enumerable.Range(0, shape.DecoderDepth).Select(j => new TransformerLayer(
                table, Top(plan) / "decoder" / $"layers.{j}", shape.DecoderWidth, shape.DecoderHeads, shape.MlpRatio)),
        ];
    }

    /// <summary>The layers, first to last.</summary>
    public IReadOnlyList<TransformerLayer> Layers { get; }

    /// <summary>The decoder's sequence: visible tokens, then mask tokens, each with the position of the token it stands for.</summary>
    public Tensor Input(Tensor visible_BVE, MaskedTokens batch)
    {
        Tensor mask_BME = MaskTokens(batch);
        Tensor index_BN = cat([batch.VisibleIndex, batch.DecodedIndex], 1);
        return cat([visible_BVE, mask_BME], 1).Plus(PositionsOf(index_BN));
    }

    private protected override Tensor Decoded(Tensor visible_BVE, MaskedTokens batch)
    {
        Tensor x_BNE = Layers.SkipLast(1).Aggregate(Input(visible_BVE, batch), (x, layer) => layer.Forward(x));

        // Behind the last layer only the decoded tokens are read, so it computes no others: the same result for less.
        return Layers[^1].ForwardLast(x_BNE, batch.Decoded);
    }
}
