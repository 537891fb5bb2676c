using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Actors.Bench.Eager;

/// <summary>A pre-norm transformer layer.</summary>
internal sealed class EagerLayer : nn.Module<Tensor, Tensor>
{
    readonly LayerNorm norm1;
    readonly EagerAttention attn;
    readonly LayerNorm norm2;
    readonly EagerMlp mlp;

    /// <summary>With any weights.</summary>
    public EagerLayer(int width, int heads, int ratio) : base(nameof(EagerLayer))
    {
        norm1 = nn.LayerNorm(width, eps: 1e-6);
        attn = new EagerAttention(width, heads);
        norm2 = nn.LayerNorm(width, eps: 1e-6);
        mlp = new EagerMlp(width, ratio);
        RegisterComponents();
    }

    /// <inheritdoc/>
    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        Tensor x = Eager.Plus(input, attn.forward(norm1.forward(input)));
        return Eager.Plus(x, mlp.forward(norm2.forward(x))).MoveToOuterDisposeScope();
    }
}
