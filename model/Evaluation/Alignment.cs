namespace Actors.Model.Evaluation;

/// <summary>What linear and RBF alignment share.</summary>
internal static class Alignment
{
    /// <summary>Embeddings of different samples can't be aligned.</summary>
    public static void CheckSamples(IReadOnlyList<Embeddings> embeddings)
    {
        if (embeddings.Any(each => each.Samples != embeddings[0].Samples))
        {
            throw new EvaluationException($"embeddings of {string.Join(", ", embeddings.Select(each => each.Samples))} samples can't be aligned");
        }

        if (embeddings[0].Samples < 2)
        {
            throw new EvaluationException("embeddings of one clip can't be aligned: evaluate more clips");
        }
    }

    /// <summary>Each pair's dependence over the root of both self-dependences.</summary>
    public static double[,] Normalised(int count, Func<int, int, double> dependence)
    {
        double[] own = [.. Enumerable.Range(0, count).Select(a => dependence(a, a))];
        if (Array.FindIndex(own, value => !(value > 0)) is >= 0 and int constant)
        {
            throw new EvaluationException($"all clips have the same embedding in block {constant}: nothing to align");
        }

        double[,] matrix = new double[count, count];
        for (int a = 0; a < count; a++)
        {
            matrix[a, a] = 1;
            for (int b = 0; b < a; b++)
            {
                matrix[a, b] = matrix[b, a] = dependence(a, b) / Math.Sqrt(own[a] * own[b]);
            }
        }

        return matrix;
    }
}
