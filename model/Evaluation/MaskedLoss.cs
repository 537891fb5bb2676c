using Actors.Model.Blocks;
using Actors.Model.Layers;
using static TorchSharp.torch;

namespace Actors.Model.Evaluation;

/// <summary>A block's own loss on clips that it does not learn from.</summary>
public static class MaskedLoss
{
    /// <summary>The loss of each clip: mean squared error of the predicted tokens against normalised pixels.</summary>
    /// <param name="block">The block.</param>
    /// <param name="residual">Its output for the batch, <c>[batch, visible, width]</c>.</param>
    /// <param name="batch">The batch; its decoded tokens are predicted.</param>
    /// <returns>One number for each clip; null for a block without a decoder.</returns>
    public static double[]? Of(Block block, Tensor residual, MaskedTokens batch)
    {
        if (block.Decoder is not { } decoder)
        {
            return null;
        }

        using var scope = NewDisposeScope();
        using var quiet = no_grad();
        Tensor error = decoder.Predict(residual, batch) - TokenPixels.Targets(batch.TargetPixels, block.Plan.Shape);
        return [.. (error * error).mean([1, 2], type: float64).cpu().data<double>()];
    }
}
