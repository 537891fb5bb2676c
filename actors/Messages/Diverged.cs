namespace Actors.Messages;

/// <summary>A block met a loss or gradient that is not finite, and did not update.</summary>
/// <param name="Block">Its number.</param>
/// <param name="Batch">The batch.</param>
/// <param name="Loss">The loss.</param>
/// <param name="GradNorm">The norm of its gradients.</param>
public sealed record Diverged(int Block, long Batch, double Loss, double GradNorm) : IControlMessage;
