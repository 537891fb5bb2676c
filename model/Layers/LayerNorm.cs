using Actors.Model.Parameters;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace Actors.Model.Layers;

/// <summary>Layer normalisation (Ba et al. 2016) with VideoMAE's epsilon.</summary>
internal sealed class LayerNorm(ParameterTable table, ParameterName name, int width)
{
    /// <summary>Added to the variance; PyTorch's default of 1e-5 gives another model.</summary>
    public const double Epsilon = 1e-6;

    readonly long[] shape = [width];
    readonly Parameter bias = table.Declare(name / "bias", [width], Initialisations.Zero, decays: false);

    /// <summary>Factor of each place, <c>[width]</c>.</summary>
    public Parameter Weight { get; } = table.Declare(name / "weight", [width], Initialisations.One, decays: false);

    /// <summary>Normalises the last dimension of <c>[.., width]</c>.</summary>
    public Tensor Forward(Tensor x) => F.layer_norm(x, shape, Weight.Value, bias.Value, Epsilon);
}
