using TorchSharp.Modules;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace Actors.Bench.Eager;

/// <summary>Self-attention; queries and values have a bias, keys have none.</summary>
internal sealed class EagerAttention : nn.Module<Tensor, Tensor>
{
    readonly int heads;
    readonly Linear qkv;
    readonly Parameter q_bias;
    readonly Parameter v_bias;
    readonly Linear proj;

    /// <summary>With any weights.</summary>
    public EagerAttention(int width, int heads) : base(nameof(EagerAttention))
    {
        this.heads = heads;
        qkv = nn.Linear(width, 3 * width, hasBias: false);
        q_bias = new Parameter(zeros(width));
        v_bias = new Parameter(zeros(width));
        proj = nn.Linear(width, width);
        RegisterComponents();
    }

    /// <inheritdoc/>
    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        (long batch, long tokens, long width) = (input.shape[0], input.shape[1], input.shape[2]);
        Tensor bias = cat([q_bias, zeros_like(v_bias, requires_grad: false), v_bias]);
        Tensor all = F.linear(input, qkv.weight!, bias).view(batch, tokens, 3, heads, width / heads).permute(2, 0, 3, 1, 4);
        Tensor[] parts = all.unbind(0);
        Tensor mixed = F.scaled_dot_product_attention(parts[0], parts[1], parts[2]);
        return proj.forward(mixed.transpose(1, 2).reshape(batch, tokens, width)).MoveToOuterDisposeScope();
    }
}
