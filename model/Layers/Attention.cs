using Actors.Model.Parameters;
using static TorchSharp.torch;

namespace Actors.Model.Layers;

/// <summary>Multi-head self-attention (Vaswani et al. 2017) with VideoMAE's biases: queries and values have one, keys don't.</summary>
/// <remarks>A bias of the keys would shift all logits of a query alike, so softmax would not see it.</remarks>
internal sealed class Attention(ParameterTable table, ParameterName name, int width, int heads)
{
    readonly Precision precision = table.Precision;
    readonly Parameter weight = table.Declare(
        name / "qkv.weight", [3 * width, width], Initialisations.Xavier(3 * width, width), decays: true);

    readonly Parameter q_bias = table.Declare(name / "q_bias", [width], Initialisations.Zero, decays: false);
    readonly Parameter v_bias = table.Declare(name / "v_bias", [width], Initialisations.Zero, decays: false);
    readonly Linear proj = new(table, name / "proj", width, width);

    // B batch, N tokens, M of them as queries, D width
    /// <summary>Every token attends to every token: <c>[batch, tokens, width]</c> to the same shape.</summary>
    public Tensor Forward(Tensor x_BND)
    {
        Tensor bias = cat([q_bias.Value, zeros_like(v_bias.Value, requires_grad: false), v_bias.Value]);
        Tensor qkv_BN3D = Product.Of(precision, x_BND, weight.Value, bias);
        return proj.Forward(ScaledDotProduct.OfAll(precision, qkv_BN3D, heads));
    }

    /// <summary>The last <paramref name="count"/> tokens attend to every token: <c>[batch, count, width]</c>.</summary>
    public Tensor ForwardLast(Tensor x_BND, long count)
    {
        Tensor[] parts = weight.Value.split([width, 2 * width], 0);
        x_BND = Product.Factor(precision, x_BND);
        Tensor x_BMD = x_BND.narrow(1, x_BND.shape[1] - count, count);
        Tensor q_BMD = Product.Of(precision, x_BMD, parts[0], q_bias.Value);
        Tensor kv_BN2D = Product.Of(precision, x_BND, parts[1], cat([zeros_like(v_bias.Value, requires_grad: false), v_bias.Value]));
        return proj.Forward(ScaledDotProduct.OfQueries(precision, q_BMD, kv_BN2D, heads));
    }
}
