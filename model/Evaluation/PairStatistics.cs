using static TorchSharp.torch;

namespace Actors.Model.Evaluation;

/// <summary>How long embeddings are, and how they lie to each other.</summary>
/// <param name="Uniformity">
/// Log of the mean over all pairs of <c>exp(-2 |u - v|^2)</c>, at unit length (Wang and Isola 2020); lower is more uniform.
/// </param>
/// <param name="Norm">Euclidean norms: mean and deviation, least and largest.</param>
/// <param name="Cosine">Cosines of all pairs.</param>
/// <param name="Distance">Euclidean distances of all pairs.</param>
public sealed record PairStatistics(double Uniformity, NormStatistics Norm, Distribution Cosine, Distribution Distance)
{
    /// <summary>The statistics over all pairs of different samples, none sampled.</summary>
    /// <remarks>Pairs are walked over in blocks (<see cref="Pairs"/>); memory does not grow with their number.</remarks>
    /// <exception cref="EvaluationException">There is one sample only.</exception>
    public static PairStatistics Of(Embeddings embeddings)
    {
        if (embeddings.Samples < 2)
        {
            throw new EvaluationException("one clip has no pairs: evaluate more clips");
        }

        using var scope = NewDisposeScope();
        double[] norms = [.. embeddings.Lengths().data<double>()];
        Tensor unit = embeddings.Normalised();
        Tensor centered = embeddings.Centered();
        double sum = 0;
        Pairs.Products(unit, cosines =>
        {
            foreach (double cosine in cosines)
            {
                // |u - v|^2 = 2 - 2 cos at unit length.
                sum += Math.Exp(4 * (cosine - 1));
            }
        });
        long count = Pairs.Count(embeddings.Samples);
        return new PairStatistics(
            Math.Log(sum / count), NormStatistics.Of(norms), Distribution.Of(visit => Pairs.Products(unit, visit), count),
            Distribution.Of(visit => Pairs.Distances(centered, visit), count));
    }
}
