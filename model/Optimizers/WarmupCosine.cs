namespace Actors.Model.Optimizers;

/// <summary>VideoMAE's learning rate: a linear warm-up to the base rate, then half a cosine down to the final rate.</summary>
/// <param name="Base">Rate at the end of the warm-up.</param>
/// <param name="Final">Rate that the cosine approaches; the last step is one step short of it.</param>
/// <param name="WarmupSteps">Steps of warm-up: the first has <paramref name="Start"/>, the last has <paramref name="Base"/>.</param>
/// <param name="Steps">All steps, warm-up included.</param>
/// <param name="Start">Rate of the first warm-up step.</param>
/// <remarks>Source: <c>cosine_scheduler</c> of the published VideoMAE code, in steps where that has epochs times iterations.</remarks>
public sealed record WarmupCosine(double Base, double Final, long WarmupSteps, long Steps, double Start = 0)
{
    /// <summary>The learning rate of a step, counted from 0; that of the last step beyond the end.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="step"/> is negative.</exception>
    public double At(long step)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(step);
        if (step < WarmupSteps)
        {
            return WarmupSteps == 1 ? Start : Start + ((Base - Start) * step / (WarmupSteps - 1));
        }

        long span = Math.Max(1, Steps - WarmupSteps);
        long done = Math.Min(step - WarmupSteps, span - 1);
        return Final + (0.5 * (Base - Final) * (1 + Math.Cos(Math.PI * done / span)));
    }
}
