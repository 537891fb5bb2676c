using Actors.Model.Blocks;

namespace Actors.Messages;

/// <summary>A block has made an update.</summary>
/// <param name="Block">Its number.</param>
/// <param name="Batch">The batch it learned from.</param>
/// <param name="Clips">Clips in that batch.</param>
/// <param name="Update">Updates it has made now.</param>
/// <param name="Age">Age of the activation it used, in updates of its producer.</param>
/// <param name="Step">Loss, gradient norm and where the time went.</param>
/// <param name="StarvedSeconds">Seconds it waited for the activation.</param>
/// <param name="ComputeSeconds">Seconds the step took, slowdown included.</param>
/// <param name="BlockedSeconds">Seconds it had held the output before for want of credit.</param>
/// <param name="LiveTensors">Tensors it holds after the step: weights, moments, graphs that wait for their gradient.</param>
public sealed record BlockStepped(
    int Block, long Batch, int Clips, long Update, long Age, StepResult Step,
    double StarvedSeconds, double ComputeSeconds, double BlockedSeconds, long LiveTensors) : IControlMessage;
