using Actors.Model.Kernels;
using Actors.Model.Parameters;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace Actors.Model.Layers;

/// <summary>Two linear maps around an exact GELU (Hendrycks and Gimpel 2016).</summary>
internal sealed class Mlp(ParameterTable table, ParameterName name, int width, int ratio)
{
    readonly Linear fc1 = new(table, name / "fc1", width, ratio * width);
    readonly Linear fc2 = new(table, name / "fc2", ratio * width, width);

    /// <summary>Maps each token of <c>[batch, tokens, width]</c> by itself.</summary>
    public Tensor Forward(Tensor x_BND)
    {
        Tensor hidden = fc1.ForwardNarrow(x_BND);
        return fc2.Forward(FusedGelu.Takes(hidden) ? FusedGelu.Of(hidden) : F.gelu(hidden));
    }
}
