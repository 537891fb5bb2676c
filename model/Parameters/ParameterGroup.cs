using TorchSharp;

namespace Actors.Model.Parameters;

/// <summary>Parameters with the same weight decay, in flat buffers: one norm, one optimizer call and one copy serve all of them.</summary>
internal sealed class ParameterGroup : IDisposable
{
    // 16 floats are a cache line and an AVX-512 register: every parameter begins on one.
    const long Alignment = 16;

    readonly List<Parameter> parameters;

    /// <summary>Lays out and initialises the parameters.</summary>
    public ParameterGroup(IEnumerable<Parameter> members, long seed, torch.Device device)
    {
        parameters = [.. members];
        float[] values = new float[parameters.Sum(Padded)];
        long offset = 0;
        foreach (Parameter parameter in parameters)
        {
            parameter.Initialisation(values.AsSpan((int)offset, (int)parameter.Count), new RandomStream(seed, parameter.Origin));
            offset += Padded(parameter);
        }

        using torch.Tensor initial = torch.tensor(values, torch.float32);
        Weights = initial.to(device, copy: true).DetachFromDisposeScope();
        Gradients = torch.zeros_like(Weights).DetachFromDisposeScope();
        FirstMoments = torch.zeros_like(Weights).DetachFromDisposeScope();
        SecondMoments = torch.zeros_like(Weights).DetachFromDisposeScope();
        offset = 0;
        foreach (Parameter parameter in parameters)
        {
            parameter.Bind(this, offset);
            offset += Padded(parameter);
        }
    }

    /// <summary>All weights, zeros between them.</summary>
    public torch.Tensor Weights { get; }

    /// <summary>All gradients, zeros between them.</summary>
    public torch.Tensor Gradients { get; }

    /// <summary>All first moments.</summary>
    public torch.Tensor FirstMoments { get; }

    /// <summary>All second moments.</summary>
    public torch.Tensor SecondMoments { get; }

    /// <inheritdoc/>
    public void Dispose()
    {
        parameters.ForEach(parameter => parameter.Release());
        Weights.Dispose();
        Gradients.Dispose();
        FirstMoments.Dispose();
        SecondMoments.Dispose();
    }

    static long Padded(Parameter parameter) => (parameter.Count + Alignment - 1) / Alignment * Alignment;
}
