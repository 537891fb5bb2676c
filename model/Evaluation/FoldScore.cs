namespace Actors.Model.Evaluation;

/// <summary>An accuracy over folds.</summary>
/// <param name="Mean">Mean over the folds.</param>
/// <param name="Deviation">Population standard deviation over the folds.</param>
public sealed record FoldScore(double Mean, double Deviation)
{
    /// <summary>Mean and deviation of the folds' accuracies.</summary>
    public static FoldScore Of(IReadOnlyList<double> folds)
    {
        double mean = folds.Average();
        return new FoldScore(mean, Math.Sqrt(folds.Average(value => (value - mean) * (value - mean))));
    }
}
