using TorchSharp.Modules;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace Actors.Bench.Eager;

/// <summary>Two linear maps around an exact GELU.</summary>
internal sealed class EagerMlp : nn.Module<Tensor, Tensor>
{
    readonly Linear fc1;
    readonly Linear fc2;

    /// <summary>With any weights.</summary>
    public EagerMlp(int width, int ratio) : base(nameof(EagerMlp))
    {
        fc1 = nn.Linear(width, ratio * width);
        fc2 = nn.Linear(ratio * width, width);
        RegisterComponents();
    }

    /// <inheritdoc/>
    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        return fc2.forward(F.gelu(fc1.forward(input))).MoveToOuterDisposeScope();
    }
}
