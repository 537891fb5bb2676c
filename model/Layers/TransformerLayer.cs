using Actors.Model.Interop;
using Actors.Model.Parameters;
using static TorchSharp.torch;

namespace Actors.Model.Layers;

/// <summary>A pre-norm transformer layer: <c>x += attention(norm1(x)); x += mlp(norm2(x))</c>.</summary>
internal sealed class TransformerLayer(ParameterTable table, ParameterName name, int width, int heads, int mlpRatio)
{
    readonly bool recomputed = table.Recompute == Recompute.Layers;

    /// <summary>The norm before the attention.</summary>
    public LayerNorm Norm1 { get; } = new(table, name / "norm1", width);

    /// <summary>The attention branch.</summary>
    public Attention Attention { get; } = new(table, name / "attn", width, heads);

    /// <summary>The norm before the MLP.</summary>
    public LayerNorm Norm2 { get; } = new(table, name / "norm2", width);

    /// <summary>The MLP branch.</summary>
    public Mlp Mlp { get; } = new(table, name / "mlp", width, mlpRatio);

    /// <summary>The residual stream behind this layer, <c>[batch, tokens, width]</c> as the one before it.</summary>
    public Tensor Forward(Tensor x_BND) => recomputed ? Recomputed.Of(inputs => Compute(inputs[0]), Norm1.Weight, x_BND) : Compute(x_BND);

    /// <summary>What <see cref="Forward"/> gives for the last <paramref name="count"/> tokens, which attend to all.</summary>
    public Tensor ForwardLast(Tensor x_BND, long count)
    {
        using var scope = NewDisposeScope();
        Tensor last_BMD = x_BND.narrow(1, x_BND.shape[1] - count, count).Plus(Attention.ForwardLast(Norm1.Forward(x_BND), count));
        return last_BMD.Plus(Mlp.Forward(Norm2.Forward(last_BMD))).MoveToOuterDisposeScope();
    }

    Tensor Compute(Tensor x_BND)
    {
        // A scope for each layer: what autograd doesn't need returns to the allocator while it is still in the cache.
        using var scope = NewDisposeScope();
        x_BND = x_BND.Plus(Attention.Forward(Norm1.Forward(x_BND)));
        return x_BND.Plus(Mlp.Forward(Norm2.Forward(x_BND))).MoveToOuterDisposeScope();
    }
}
