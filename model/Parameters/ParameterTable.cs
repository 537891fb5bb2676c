using Actors.Model.Layers;
using TorchSharp;

namespace Actors.Model.Parameters;

/// <summary>The parameters of a block: layers declare them, then all are allocated at once.</summary>
internal sealed class ParameterTable : IDisposable
{
    readonly List<Parameter> parameters = [];

    /// <summary>What products with these parameters are computed in.</summary>
    public Precision Precision { get; init; }

    /// <summary>What the backward pass through layers with these parameters computes again.</summary>
    public Recompute Recompute { get; init; }

    /// <summary>The parameters in ordinal order of their names.</summary>
    public IReadOnlyList<Parameter> Parameters => parameters;

    /// <summary>The parameters with weight decay, and those without; empty before <see cref="Allocate"/>.</summary>
    public IReadOnlyList<ParameterGroup> Groups { get; private set; } = [];

    /// <summary>Adds a parameter.</summary>
    public Parameter Declare(ParameterName name, long[] shape, Initialisation initialisation, bool decays)
    {
        Parameter parameter = new()
        {
            Name = name.Local,
            Origin = name.Global,
            Shape = shape,
            Initialisation = initialisation,
            Decays = decays,
        };
        parameters.Add(parameter);
        return parameter;
    }

    /// <summary>Gives every parameter its memory and its initial values.</summary>
    public void Allocate(long seed, torch.Device device)
    {
        parameters.Sort((a, b) => string.CompareOrdinal(a.Name, b.Name));
        Groups =
        [
            new ParameterGroup(parameters.Where(parameter => parameter.Decays), seed, device),
            new ParameterGroup(parameters.Where(parameter => !parameter.Decays), seed, device),
        ];
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (ParameterGroup group in Groups)
        {
            group.Dispose();
        }

        Groups = [];
    }
}
