using Actors.Model.Interop;
using Actors.Model.Parameters;
using TorchSharp;
using static TorchSharp.torch;

namespace Actors.Model.Optimizers;

/// <summary>AdamW (Loshchilov and Hutter 2019) as one operator for each parameter group: <c>aten::_fused_adamw_</c>.</summary>
internal sealed class FusedAdamW : IDisposable
{
    readonly OptimizerOptions options;
    readonly (ParameterGroup Group, double Decay)[] groups;
    readonly Tensor step;

    public FusedAdamW(OptimizerOptions options, ParameterTable table, Device device)
    {
        this.options = options;
        groups = [(table.Groups[0], options.WeightDecay), (table.Groups[1], 0)];
        step = zeros([], float32, device).DetachFromDisposeScope();
    }

    /// <summary>Updates made.</summary>
    public long Steps { get; set; }

    /// <summary>The Euclidean norm of all gradients together, in double from one float32 norm for each group.</summary>
    public double GradNorm()
    {
        using var scope = NewDisposeScope();
        using var quiet = no_grad();
        return Math.Sqrt(groups.Sum(g => Math.Pow(g.Group.Gradients.norm().item<float>(), 2)));
    }

    /// <summary>Scales the gradient down to the configured norm, if it is longer.</summary>
    public void Clip(double norm)
    {
        if (options.ClipNorm > 0 && norm > options.ClipNorm)
        {
            using var scope = NewDisposeScope();
            using var scale = (options.ClipNorm / norm).ToScalar();
            foreach ((ParameterGroup group, _) in groups)
            {
                group.Gradients.mul_(scale);
            }
        }
    }

    /// <summary>One update with the gradients as they are.</summary>
    public void Step(double learningRate)
    {
        Steps++;
        using var scope = NewDisposeScope();
        using var count = ((float)Steps).ToScalar();
        step.fill_(count);
        foreach ((ParameterGroup group, double decay) in groups)
        {
            StableAbi.Call("aten::_fused_adamw_\0"u8,
            [
                StableAbi.List(group.Weights),
                StableAbi.List(group.Gradients),
                StableAbi.List(group.FirstMoments),
                StableAbi.List(group.SecondMoments),
                StableAbi.List(),
                StableAbi.List(step),
                BitConverter.DoubleToUInt64Bits(learningRate),
                BitConverter.DoubleToUInt64Bits(options.Beta1),
                BitConverter.DoubleToUInt64Bits(options.Beta2),
                BitConverter.DoubleToUInt64Bits(decay),
                BitConverter.DoubleToUInt64Bits(options.Epsilon),
                0, // amsgrad
                0, // maximize
                0, // no gradient scale
                0, // no found_inf
            ]);
        }
    }

    /// <summary>Clears the gradients for the next backward pass.</summary>
    public void ZeroGradients()
    {
        using var scope = NewDisposeScope();
        foreach ((ParameterGroup group, _) in groups)
        {
            group.Gradients.zero_();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => step.Dispose();
}
