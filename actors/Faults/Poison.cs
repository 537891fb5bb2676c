using Actors.Messages;
using TorchSharp;

namespace Actors.Faults;

/// <summary>Makes an activation NaN where the configuration asks for it.</summary>
internal static class Poison
{
    /// <summary>The activation, or one of NaN in its place.</summary>
    public static Activation Into(Activation activation, FaultPlan faults, int block)
    {
        if (activation.Tokens is not { } tokens || !faults.Strikes(FaultKind.NanActivation, block, activation.Batch))
        {
            return activation;
        }

        // A new tensor: this one's memory belongs to the producer's graph too.
        using Scalar nan = float.NaN.ToScalar();
        torch.Tensor poisoned = torch.full(tokens.shape, nan, tokens.dtype, tokens.device);
        tokens.Dispose();
        return activation with { Tokens = poisoned };
    }
}
