using Actors.Model.Layers;
using Actors.Model.Parameters;
using Actors.Model.Shapes;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace Actors.Model.Blocks;

/// <summary>A block's own decoder and loss: predicts hidden tokens' pixels from the block's output (Tong et al. 2022, section 3).</summary>
internal abstract class Decoder : IDisposable
{
    readonly LayerNorm encoderNorm;
    readonly Linear encoderToDecoder;
    readonly Parameter maskToken;
    readonly LayerNorm norm;
    readonly Linear head;
    readonly Tensor positions;
    readonly ModelShape shape;

    /// <summary>Declares what every decoder has.</summary>
    /// <param name="table">The block's parameters.</param>
    /// <param name="plan">The block.</param>
    /// <param name="input">Where the way in is named: the map to the decoder's width, and the mask token.</param>
    /// <param name="output">Where the way out is named: norm and head.</param>
    /// <param name="device">Where it computes.</param>
    private protected Decoder(ParameterTable table, BlockPlan plan, ParameterName input, ParameterName output, Device device)
    {
        shape = plan.Shape;
        encoderNorm = new LayerNorm(table, Top(plan) / "norm", shape.Width);
        encoderToDecoder = Linear.WithoutBias(table, input / "encoder_to_decoder", shape.Width, shape.DecoderWidth);
        maskToken = table.Declare(input / "mask_token", [1, 1, shape.DecoderWidth], Initialisations.CutNormal(0.02), decays: false);
        norm = new LayerNorm(table, output / "norm", shape.DecoderWidth);
        head = new Linear(table, output / "head", shape.DecoderWidth, shape.TokenPixels);
        positions = SinCosPositions.Table(shape.Tokens, shape.DecoderWidth, device);
    }

    /// <summary>The decoder of a block.</summary>
    public static Decoder Of(ParameterTable table, BlockPlan plan, Device device) =>
        plan.Shape.DecoderAttention == DecoderAttention.Cross ? new CrossDecoder(table, plan, device) : new SelfDecoder(table, plan, device);

    // B batch, V visible and M decoded tokens, D width, E decoder width
    /// <summary>The norm of the encoder's output, <c>[batch, visible, width]</c>.</summary>
    public Tensor EncoderNorm(Tensor residual_BVD) => encoderNorm.Forward(residual_BVD);

    /// <summary>The encoder's output in the decoder's width, <c>[batch, visible, decoder width]</c>.</summary>
    public Tensor ToDecoder(Tensor residual_BVD) => encoderToDecoder.Forward(EncoderNorm(residual_BVD));

    /// <summary>The norm before the head.</summary>
    public Tensor Norm(Tensor x_BME) => norm.Forward(x_BME);

    /// <summary>Predicted pixels of the decoded tokens, <c>[batch, decoded, pixels]</c>.</summary>
    public Tensor Predict(Tensor residual_BVD, MaskedTokens batch) => head.Forward(Norm(Decoded(ToDecoder(residual_BVD), batch)));

    /// <summary>Mean squared error of the prediction against normalised pixels, a scalar.</summary>
    public Tensor Loss(Tensor residual_BVD, MaskedTokens batch)
    {
        // What the backward pass doesn't need is gone before it begins.
        using var scope = NewDisposeScope();
        return F.mse_loss(Predict(residual_BVD, batch), TokenPixels.Targets(batch.TargetPixels, shape)).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public void Dispose() => positions.Dispose();

    /// <summary>The decoded tokens behind the last layer, <c>[batch, decoded, decoder width]</c>.</summary>
    /// <param name="visible_BVE">The block's output in the decoder's width.</param>
    /// <param name="batch">The batch.</param>
    private protected abstract Tensor Decoded(Tensor visible_BVE, MaskedTokens batch);

    /// <summary>Where a block's own parameters are named.</summary>
    private protected static ParameterName Top(BlockPlan plan) => new("", $"blocks.{plan.Index}");

    /// <summary>A mask token for each decoded token, <c>[batch, decoded, decoder width]</c>.</summary>
    private protected Tensor MaskTokens(MaskedTokens batch) => maskToken.Value.expand(batch.Clips, batch.Decoded, -1);

    /// <summary>Positions of tokens <c>[batch, n]</c>, <c>[batch, n, decoder width]</c>.</summary>
    private protected Tensor PositionsOf(Tensor index_BN) => SinCosPositions.Rows(positions, index_BN);
}
