namespace Actors.Messages;

/// <summary>A block met a loss or gradient that is not finite, left its weights and moments as they were, and goes on.</summary>
/// <param name="Block">Its number.</param>
/// <param name="Batch">The batch.</param>
/// <param name="Loss">The loss.</param>
/// <param name="GradNorm">The norm of its gradients.</param>
public sealed record UpdateSkipped(int Block, long Batch, double Loss, double GradNorm) : IControlMessage;
