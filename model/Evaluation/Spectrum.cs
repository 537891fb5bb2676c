using static TorchSharp.torch;

namespace Actors.Model.Evaluation;

/// <summary>Shape of the cloud of embeddings, from the eigenvalues of its covariance.</summary>
/// <param name="Eigenvalues">Eigenvalues, descending; of the unbiased covariance.</param>
/// <param name="EffectiveRank">Exponential of the entropy of the eigenvalues' shares (Roy and Vetterli 2007).</param>
/// <param name="ParticipationRatio">Squared sum over the sum of squares.</param>
/// <param name="Isotropy">Largest over mean; 1 when all directions vary alike.</param>
/// <param name="ExplainedK90">Fewest eigenvalues that make 90 % of the sum.</param>
/// <param name="ConditionNumber">Largest over smallest; infinite where there are no more clips than columns.</param>
public sealed record Spectrum(
    IReadOnlyList<double> Eigenvalues, double EffectiveRank, double ParticipationRatio, double Isotropy, int ExplainedK90, double ConditionNumber)
{
    const double Explained = 0.9;

    /// <summary>The spectrum of a set of embeddings.</summary>
    /// <exception cref="EvaluationException">There is one sample only, or all are the same.</exception>
    public static Spectrum Of(Embeddings embeddings)
    {
        int freedom = embeddings.Samples - 1;
        double[] singular = Singular(embeddings);

        // N points span N - 1 directions; what the decomposition gives beyond them is rounding.
        double[] values =
        [
            .. Enumerable.Range(0, embeddings.Width).Select(i => i < Math.Min(singular.Length, freedom) ? singular[i] * singular[i] / freedom : 0),
        ];
        double sum = values.Sum();
        if (!(sum > 0))
        {
            throw new EvaluationException($"all {embeddings.Samples} clips have the same embedding: its spectrum is empty");
        }

        double entropy = -values.Where(value => value > 0).Sum(value => value / sum * Math.Log(value / sum));
        double reached = 0;
        int k = values.TakeWhile(value =>
        {
            reached += value;
            return reached < Explained * sum;
        }).Count() + 1;
        return new Spectrum(
            values, Math.Exp(entropy), sum * sum / values.Sum(value => value * value), values[0] * values.Length / sum, k, values[0] / values[^1]);
    }

    // Not from the covariance itself: squaring would cost the small ones half of their digits.
    static double[] Singular(Embeddings embeddings)
    {
        using var scope = NewDisposeScope();
        return [.. linalg.svdvals(embeddings.Centered()).data<double>()];
    }
}
