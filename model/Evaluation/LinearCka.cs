using static TorchSharp.torch;

namespace Actors.Model.Evaluation;

/// <summary>Linear centred kernel alignment (Kornblith et al. 2019): 1 for embeddings that differ by rotation and scale, 0 for unrelated ones.</summary>
/// <remarks>By products of width by width: memory does not grow with the number of samples.</remarks>
public static class LinearCka
{
    /// <summary>Similarity of two embeddings of the same samples.</summary>
    public static double Of(Embeddings x, Embeddings y) => Matrix([x, y])[0, 1];

    /// <summary>Similarity of each with each.</summary>
    /// <exception cref="EvaluationException">They are not of the same samples, or one is constant.</exception>
    public static double[,] Matrix(IReadOnlyList<Embeddings> embeddings)
    {
        Alignment.CheckSamples(embeddings);
        using var scope = NewDisposeScope();
        Tensor[] centered = [.. embeddings.Select(each => each.Centered())];
        return Alignment.Normalised(embeddings.Count, (a, b) =>
        {
            using var pair = NewDisposeScope();
            Tensor cross = centered[a].t().mm(centered[b]);
            return (cross * cross).sum().item<double>();
        });
    }
}
