using Actors.Model.Parameters;
using static TorchSharp.torch;

namespace Actors.Model.Layers;

/// <summary><c>y = x W^T + b</c>.</summary>
internal sealed class Linear
{
    readonly Precision precision;
    readonly Parameter weight;
    readonly Parameter? bias;

    Linear(Precision precision, Parameter weight, Parameter? bias)
    {
        this.precision = precision;
        this.weight = weight;
        this.bias = bias;
    }

    /// <summary>With a bias, initialised as the layers of encoder and decoder are.</summary>
    public Linear(ParameterTable table, ParameterName name, int inputs, int outputs)
        : this(
            table.Precision,
            table.Declare(name / "weight", [outputs, inputs], Initialisations.Xavier(outputs, inputs), decays: true),
            table.Declare(name / "bias", [outputs], Initialisations.Zero, decays: false))
    {
    }

    /// <summary>Without a bias, initialised as PyTorch does by default: the original never touches its encoder-to-decoder map.</summary>
    public static Linear WithoutBias(ParameterTable table, ParameterName name, int inputs, int outputs) =>
        new(table.Precision, table.Declare(name / "weight", [outputs, inputs], Initialisations.FanIn(inputs), decays: true), null);

    /// <summary>Maps <c>[.., inputs]</c> to float32 <c>[.., outputs]</c>.</summary>
    public Tensor Forward(Tensor x) => Product.Wide(precision, ForwardNarrow(x));

    /// <summary>As <see cref="Forward"/>, but of the type that products have.</summary>
    public Tensor ForwardNarrow(Tensor x) => Product.Of(precision, x, weight.Value, bias?.Value);
}
