using Actors.Model.Interop;
using Actors.Model.Parameters;
using static TorchSharp.torch;

namespace Actors.Model.Layers;

/// <summary>A pre-norm layer whose tokens attend to others and not to each other: <c>x += attention(norm1(x), memory); x += mlp(norm2(x))</c>.</summary>
/// <remarks>Fu et al. 2024 (CrossMAE), section 3. The memory is not normed again: it comes from behind a norm.</remarks>
internal sealed class CrossLayer(ParameterTable table, ParameterName name, int width, int heads, int mlpRatio)
{
    readonly bool recomputed = table.Recompute == Recompute.Layers;
    readonly LayerNorm norm1 = new(table, name / "norm1", width);
    readonly CrossAttention attention = new(table, name / "attn", width, heads);
    readonly LayerNorm norm2 = new(table, name / "norm2", width);
    readonly Mlp mlp = new(table, name / "mlp", width, mlpRatio);

    /// <summary>The tokens behind this layer, <c>[batch, queries, width]</c> as before it.</summary>
    /// <param name="x_BMD">Tokens that attend.</param>
    /// <param name="memory_BVD">What they attend to, <c>[batch, visible, width]</c>.</param>
    /// <param name="last">Whether the loss follows: then it is kept, whatever <see cref="Recompute"/> says.</param>
    public Tensor Forward(Tensor x_BMD, Tensor memory_BVD, bool last) => recomputed && !last
        ? Recomputed.Of(inputs => Compute(inputs[0], inputs[1]), norm1.Weight, x_BMD, memory_BVD)
        : Compute(x_BMD, memory_BVD);

    Tensor Compute(Tensor x_BMD, Tensor memory_BVD)
    {
        using var scope = NewDisposeScope();
        x_BMD = x_BMD.Plus(attention.Forward(norm1.Forward(x_BMD), memory_BVD));
        return x_BMD.Plus(mlp.Forward(norm2.Forward(x_BMD))).MoveToOuterDisposeScope();
    }
}
