namespace Actors.Model.Blocks;

/// <summary>What one update of a block did.</summary>
/// <param name="Loss">Loss before the update; NaN for a block without a decoder.</param>
/// <param name="GradNorm">Euclidean norm of the block's gradient, before clipping.</param>
/// <param name="Finite">False when loss or norm was not finite: then weights, moments and update count were left as they were.</param>
/// <param name="ForwardSeconds">Time in the block's layers, forward.</param>
/// <param name="DecoderSeconds">Time in the decoder and the loss, forward.</param>
/// <param name="BackwardSeconds">Time in the backward pass of all of them.</param>
/// <param name="OptimizerSeconds">Time in norm, clipping and optimizer.</param>
public readonly record struct StepResult(
    double Loss,
    double GradNorm,
    bool Finite,
    double ForwardSeconds,
    double DecoderSeconds,
    double BackwardSeconds,
    double OptimizerSeconds);
