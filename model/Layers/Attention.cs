using Actors.Model.Parameters;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace Actors.Model.Layers;

/// <summary>Multi-head self-attention (Vaswani et al. 2017) with VideoMAE's biases: queries and values have one, keys don't.</summary>
/// <remarks>A bias of the keys would shift all logits of a query alike, so softmax would not see it.</remarks>
internal sealed class Attention(ParameterTable table, ParameterName name, int width, int heads)
{
    readonly Parameter weight = table.Declare(name / "qkv.weight", [3 * width, width], Initialisations.Xavier(3 * width, width), decays: true);
    readonly Parameter q_bias = table.Declare(name / "q_bias", [width], Initialisations.Zero, decays: false);
    readonly Parameter v_bias = table.Declare(name / "v_bias", [width], Initialisations.Zero, decays: false);
    readonly Linear proj = new(table, name / "proj", width, width);

    // B batch, N tokens, D width, H heads, K head width
    /// <summary>Every token attends to every token: <c>[batch, tokens, width]</c> to the same shape.</summary>
    public Tensor Forward(Tensor x_BND)
    {
        (long B, long N) = (x_BND.shape[0], x_BND.shape[1]);
        Tensor bias = cat([q_bias.Value, zeros_like(v_bias.Value, requires_grad: false), v_bias.Value]);
        Tensor qkv_3BHNK = F.linear(x_BND, weight.Value, bias).view(B, N, 3, heads, width / heads).permute(2, 0, 3, 1, 4);
        Tensor[] qkv = qkv_3BHNK.unbind(0);
        Tensor o_BHNK = F.scaled_dot_product_attention(qkv[0], qkv[1], qkv[2]);
        return proj.Forward(o_BHNK.transpose(1, 2).reshape(B, N, width));
    }
}
