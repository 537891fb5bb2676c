using Actors.Messages;
using TorchSharp;

namespace Actors.Faults;

/// <summary>Makes an activation or a gradient NaN where the configuration asks for it.</summary>
internal static class Poison
{
    /// <summary>The activation, or one of NaN in its place.</summary>
    public static Activation Into(Activation activation, FaultPlan faults, int block)
    {
        if (activation.Tokens is not { } tokens || !faults.Strikes(FaultKind.NanActivation, block, activation.Batch))
        {
            return activation;
        }

        return activation with { Tokens = NanInPlaceOf(tokens) };
    }

    /// <summary>The gradient, or one of NaN in its place.</summary>
    public static Gradient Into(Gradient gradient, FaultPlan faults, int block) =>
        faults.Strikes(FaultKind.NanGradient, block, gradient.Batch) ? gradient with { Tokens = NanInPlaceOf(gradient.Tokens) } : gradient;

    static torch.Tensor NanInPlaceOf(torch.Tensor tokens)
    {
        // A new tensor: this one's memory belongs to the producer's graph too.
        using Scalar nan = float.NaN.ToScalar();
        torch.Tensor poisoned = torch.full(tokens.shape, nan, tokens.dtype, tokens.device);
        tokens.Dispose();
        return poisoned;
    }
}
