using Actors.Model.Blocks;

namespace Actors.Model.Costs;

/// <summary>Where the time of a block's step goes, in seconds.</summary>
/// <param name="Forward">Its layers.</param>
/// <param name="Decoder">Its decoder and loss, forward; 0 without.</param>
/// <param name="Backward">The backward pass of all of them.</param>
/// <param name="Optimizer">Norm, clipping and update.</param>
public readonly record struct StepTime(double Forward, double Decoder, double Backward, double Optimizer)
{
    /// <summary>The whole step.</summary>
    public double Total => Forward + Decoder + Backward + Optimizer;

    /// <summary>The time of a step.</summary>
    public static StepTime Of(StepResult step) => new(step.ForwardSeconds, step.DecoderSeconds, step.BackwardSeconds, step.OptimizerSeconds);

    /// <summary>The median of each part.</summary>
    /// <exception cref="InvalidOperationException">There are none.</exception>
    public static StepTime Median(IReadOnlyCollection<StepTime> steps)
    {
        return new StepTime(Of(step => step.Forward), Of(step => step.Decoder), Of(step => step.Backward), Of(step => step.Optimizer));

        double Of(Func<StepTime, double> part)
        {
            double[] ordered = [.. steps.Select(part).Order()];
            return ordered.Length > 0 ? ordered[ordered.Length / 2] : throw new InvalidOperationException("no steps were measured");
        }
    }
}
