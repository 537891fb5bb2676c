using Actors.Model.Layers;
using Actors.Model.Parameters;
using Actors.Model.Shapes;
using static Actors.Model.Interop.LastingScalars;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace Actors.Model.Blocks;

/// <summary>A block's own decoder and loss: predicts hidden tokens' pixels from the block's output (Tong et al. 2022, section 3).</summary>
internal sealed class Decoder : IDisposable
{
    readonly LayerNorm encoderNorm;
    readonly Linear encoderToDecoder;
    readonly Parameter maskToken;
    readonly LayerNorm norm;
    readonly Linear head;
    readonly Tensor positions;
    readonly ModelShape shape;

    public Decoder(ParameterTable table, BlockPlan plan, Device device)
    {
        shape = plan.Shape;
        ParameterName top = new("", $"blocks.{plan.Index}");
        ParameterName decoder = top / "decoder";
        encoderNorm = new LayerNorm(table, top / "norm", shape.Width);
        encoderToDecoder = Linear.WithoutBias(table, top / "encoder_to_decoder", shape.Width, shape.DecoderWidth);
        maskToken = table.Declare(top / "mask_token", [1, 1, shape.DecoderWidth], Initialisations.CutNormal(0.02), decays: false);
        Layers =
        [
            .. Enumerable.Range(0, shape.DecoderDepth).Select(j => new TransformerLayer(
                table, decoder / $"layers.{j}", shape.DecoderWidth, shape.DecoderHeads, shape.MlpRatio)),
        ];
        norm = new LayerNorm(table, decoder / "norm", shape.DecoderWidth);
        head = new Linear(table, decoder / "head", shape.DecoderWidth, shape.TokenPixels);
        positions = SinCosPositions.Table(shape.Tokens, shape.DecoderWidth, device);
    }

    /// <summary>The layers, first to last.</summary>
    public IReadOnlyList<TransformerLayer> Layers { get; }

    /// <summary>The norm of the encoder's output, <c>[batch, visible, width]</c>.</summary>
    public Tensor EncoderNorm(Tensor residual_BVD) => encoderNorm.Forward(residual_BVD);

    /// <summary>The encoder's output in the decoder's width, <c>[batch, visible, decoder width]</c>.</summary>
    public Tensor ToDecoder(Tensor residual_BVD) => encoderToDecoder.Forward(EncoderNorm(residual_BVD));

    /// <summary>The decoder's sequence: visible tokens, then mask tokens, each with the position of the token it stands for.</summary>
    public Tensor Input(Tensor visible_BVE, MaskedTokens batch)
    {
        Tensor mask_BME = maskToken.Value.expand(batch.Clips, batch.Decoded, -1);
        Tensor index_BN = cat([batch.VisibleIndex, batch.DecodedIndex], 1);
        return cat([visible_BVE, mask_BME], 1).add(SinCosPositions.Rows(positions, index_BN), One);
    }

    /// <summary>The norm before the head.</summary>
    public Tensor Norm(Tensor x_BME) => norm.Forward(x_BME);

    /// <summary>Predicted pixels of the decoded tokens, <c>[batch, decoded, pixels]</c>.</summary>
    public Tensor Predict(Tensor residual_BVD, MaskedTokens batch)
    {
        Tensor x_BNE = Layers.SkipLast(1).Aggregate(Input(ToDecoder(residual_BVD), batch), (x, layer) => layer.Forward(x));

        // Behind the last layer only the decoded tokens are read, so it computes no others: the same result for less.
        return head.Forward(Norm(Layers[^1].ForwardLast(x_BNE, batch.Decoded)));
    }

    /// <summary>Mean squared error of the prediction against normalised pixels, a scalar.</summary>
    public Tensor Loss(Tensor residual_BVD, MaskedTokens batch) =>
        F.mse_loss(Predict(residual_BVD, batch), TokenPixels.Targets(batch.TargetPixels, shape));

    /// <inheritdoc/>
    public void Dispose() => positions.Dispose();
}
