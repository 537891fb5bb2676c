namespace Actors.Model.Evaluation;

/// <summary>Lengths of embeddings.</summary>
/// <param name="Mean">Mean.</param>
/// <param name="Deviation">Population standard deviation.</param>
/// <param name="Least">Smallest.</param>
/// <param name="Largest">Largest.</param>
public sealed record NormStatistics(double Mean, double Deviation, double Least, double Largest)
{
    internal static NormStatistics Of(double[] norms)
    {
        FoldScore score = FoldScore.Of(norms);
        return new NormStatistics(score.Mean, score.Deviation, norms.Min(), norms.Max());
    }
}
