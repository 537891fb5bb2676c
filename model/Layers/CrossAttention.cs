using Actors.Model.Parameters;
using static TorchSharp.torch;

namespace Actors.Model.Layers;

/// <summary>Multi-head attention of queries over other tokens (Vaswani et al. 2017, section 3.2.3), with the biases of <see cref="Attention"/>.</summary>
internal sealed class CrossAttention(ParameterTable table, ParameterName name, int width, int heads)
{
    readonly Precision precision = table.Precision;
    readonly Parameter q_weight = table.Declare(name / "q.weight", [width, width], Initialisations.Xavier(width, width), decays: true);
    readonly Parameter kv_weight = table.Declare(name / "kv.weight", [2 * width, width], Initialisations.Xavier(2 * width, width), decays: true);
    readonly Parameter q_bias = table.Declare(name / "q_bias", [width], Initialisations.Zero, decays: false);
    readonly Parameter v_bias = table.Declare(name / "v_bias", [width], Initialisations.Zero, decays: false);
    readonly Linear proj = new(table, name / "proj", width, width);

    // B batch, M queries, V tokens they attend to, D width
    /// <summary>Tokens <c>[batch, queries, width]</c> attend to <c>[batch, visible, width]</c>: <c>[batch, queries, width]</c>.</summary>
    public Tensor Forward(Tensor x_BMD, Tensor memory_BVD)
    {
        Tensor q_BMD = Product.Of(precision, x_BMD, q_weight.Value, q_bias.Value);
        Tensor bias = cat([zeros_like(v_bias.Value, requires_grad: false), v_bias.Value]);
        Tensor kv_BV2D = Product.Of(precision, memory_BVD, kv_weight.Value, bias);
        return proj.Forward(ScaledDotProduct.OfQueries(precision, q_BMD, kv_BV2D, heads));
    }
}
