using Actors.Model.Kernels;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace Actors.Model.Layers;

/// <summary>Scaled dot-product attention in heads (Vaswani et al. 2017, section 3.2): by our own kernel where it can, else by libtorch's.</summary>
/// <remarks>Results are of the type that products have, or float32; the linear map behind them takes either.</remarks>
internal static class ScaledDotProduct
{
    // B batch, N tokens, M queries, D width, H heads, K head width
    /// <summary>Every token attends to every token.</summary>
    /// <param name="precision">Of the products around it.</param>
    /// <param name="qkv_BN3D">Queries, keys and values side by side, <c>[batch, tokens, 3 width]</c>.</param>
    /// <param name="heads">Heads of equal width.</param>
    /// <returns><c>[batch, tokens, width]</c>, heads side by side.</returns>
    public static Tensor OfAll(Precision precision, Tensor qkv_BN3D, int heads)
    {
        if (FusedAttention.Takes(qkv_BN3D, (int)qkv_BN3D.shape[2] / 3 / heads))
        {
            return FusedAttention.OfAll(qkv_BN3D, heads);
        }

        Tensor[] qkv_BHNK = Heads(precision, qkv_BN3D, 3, heads);
        return Joined(F.scaled_dot_product_attention(qkv_BHNK[0], qkv_BHNK[1], qkv_BHNK[2]));
    }

    /// <summary>Queries attend to other tokens.</summary>
    /// <param name="precision">Of the products around it.</param>
    /// <param name="q_BMD">Queries, <c>[batch, queries, width]</c>.</param>
    /// <param name="kv_BN2D">Keys and values side by side, <c>[batch, tokens, 2 width]</c>.</param>
    /// <param name="heads">Heads of equal width.</param>
    /// <returns><c>[batch, queries, width]</c>, heads side by side.</returns>
    public static Tensor OfQueries(Precision precision, Tensor q_BMD, Tensor kv_BN2D, int heads)
    {
        if (FusedAttention.Takes(q_BMD, (int)q_BMD.shape[2] / heads))
        {
            return FusedAttention.OfQueries(q_BMD, kv_BN2D, heads);
        }

        Tensor[] q_BHMK = Heads(precision, q_BMD, 1, heads);
        Tensor[] kv_BHNK = Heads(precision, kv_BN2D, 2, heads);
        return Joined(F.scaled_dot_product_attention(q_BHMK[0], kv_BHNK[0], kv_BHNK[1]));
    }

    static Tensor[] Heads(Precision precision, Tensor x, int parts, int heads) =>
        Product.Wide(precision, x).view(x.shape[0], x.shape[1], parts, heads, x.shape[2] / parts / heads).permute(2, 0, 3, 1, 4).unbind(0);

    static Tensor Joined(Tensor o_BHNK) => o_BHNK.transpose(1, 2).flatten(2);
}
