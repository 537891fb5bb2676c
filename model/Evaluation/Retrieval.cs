using static TorchSharp.torch;

namespace Actors.Model.Evaluation;

/// <summary>Whether the nearest other samples by cosine are of the same class.</summary>
/// <remarks>
/// Queries are compared in blocks (<see cref="Pairs.BlockValues"/> values), so memory grows with the samples, not with their square.
/// Samples at the same cosine are ranked by their number; in average precision they count as one step, as in scikit-learn.
/// </remarks>
public static class Retrieval
{
    /// <summary>Every sample is the query once, the others are the gallery.</summary>
    /// <param name="embeddings">The samples.</param>
    /// <param name="targets">One or more labellings.</param>
    /// <returns>A score for each labelling.</returns>
    /// <exception cref="EvaluationException">There is one sample only.</exception>
    public static IReadOnlyList<RetrievalScore> Of(Embeddings embeddings, IReadOnlyList<long[]> targets)
    {
        int samples = embeddings.Samples;
        if (samples < 2)
        {
            throw new EvaluationException("one clip has no others to be found: evaluate more clips");
        }

        RetrievalScore.Tally[] tallies = [.. targets.Select(_ => new RetrievalScore.Tally(samples))];
        using var scope = NewDisposeScope();
        Tensor unit_ND = embeddings.Normalised();
        int step = Pairs.RowsPerBlock(samples);
        double[] scores = new double[samples - 1];
        int[] order = new int[samples - 1];
        for (int first = 0; first < samples; first += step)
        {
            using var block = NewDisposeScope();
            int rows = Math.Min(step, samples - first);
            Tensor cosines_RN = unit_ND.narrow(0, first, rows).mm(unit_ND.t()).contiguous();
            ReadOnlySpan<double> cosines = System.Runtime.InteropServices.MemoryMarshal.Cast<byte, double>(cosines_RN.bytes);
            for (int i = 0; i < rows; i++)
            {
                int query = first + i;
                Rank(cosines.Slice(i * samples, samples), query, scores, order);
                for (int target = 0; target < tallies.Length; target++)
                {
                    tallies[target].Add(query, targets[target], order, scores);
                }
            }
        }

        return [.. tallies.Select(tally => tally.Score())];
    }

    /// <summary>Sorts the others of a query by falling cosine; ties by number.</summary>
    static void Rank(ReadOnlySpan<double> cosines, int query, double[] scores, int[] order)
    {
        for (int j = 0, k = 0; j < cosines.Length; j++)
        {
            if (j != query)
            {
                (scores[k], order[k]) = (-cosines[j], j);
                k++;
            }
        }

        Array.Sort(scores, order);

        // The sort is not stable: equal scores are put back into the order of their numbers.
        for (int from = 0; from < scores.Length;)
        {
            int to = from + 1;
            while (to < scores.Length && scores[to] == scores[from])
            {
                to++;
            }

            Array.Sort(order, from, to - from);
            from = to;
        }
    }
}
