using Actors.Model.Parameters;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace Actors.Model.Layers;

/// <summary><c>y = x W^T + b</c>.</summary>
internal sealed class Linear(ParameterTable table, ParameterName name, int inputs, int outputs, bool bias = true)
{
    readonly Parameter weight = table.Declare(name / "weight", [outputs, inputs], Initialisations.Xavier(outputs, inputs), decays: true);
    readonly Parameter? bias = bias ? table.Declare(name / "bias", [outputs], Initialisations.Zero, decays: false) : null;

    /// <summary>Maps <c>[.., inputs]</c> to <c>[.., outputs]</c>.</summary>
    public Tensor Forward(Tensor x) => F.linear(x, weight.Value, bias?.Value);
}
