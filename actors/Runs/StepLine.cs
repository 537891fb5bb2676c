namespace Actors.Runs;

/// <summary>One line of <c>steps.jsonl</c>: a block's update. Field names are a contract: outside checks read them.</summary>
/// <param name="Time">When it was made, in seconds since 1970-01-01 UTC.</param>
/// <param name="Block">The block's number, from 0.</param>
/// <param name="Batch">The batch it learned from.</param>
/// <param name="Update">Updates it has made now.</param>
/// <param name="Loss">Loss before the update.</param>
/// <param name="Age">Age of the activation it used, in updates of its producer.</param>
/// <param name="StarvedS">Seconds it waited for the activation.</param>
/// <param name="ComputeS">Seconds of the step, slowdown included.</param>
/// <param name="BlockedS">Seconds it had held its previous output for want of credit.</param>
/// <param name="GradNorm">Norm of its gradients.</param>
public sealed record StepLine(
    double Time, int Block, long Batch, long Update, double Loss, long Age, double StarvedS, double ComputeS, double BlockedS, double GradNorm);
