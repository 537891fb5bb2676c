namespace Actors.Model.Evaluation;

/// <summary>How often the nearest others are of the query's class.</summary>
/// <param name="Top1">Share of queries whose nearest other has their label.</param>
/// <param name="Top5">Share with one among the nearest five.</param>
/// <param name="Top10">Share with one among the nearest ten.</param>
/// <param name="MeanAveragePrecision">Mean over the queries that have others of their class; NaN when none has.</param>
/// <param name="AveragePrecision">Each query's average precision; NaN for one that has no other of its class.</param>
public sealed record RetrievalScore(double Top1, double Top5, double Top10, double MeanAveragePrecision, IReadOnlyList<double> AveragePrecision)
{
    /// <summary>The mean over labellings, those without any pair of a class left out.</summary>
    public static RetrievalScore Mean(IReadOnlyList<RetrievalScore> scores) => new(
        scores.Average(score => score.Top1), scores.Average(score => score.Top5), scores.Average(score => score.Top10),
        scores.Select(score => score.MeanAveragePrecision).Where(double.IsFinite).DefaultIfEmpty(double.NaN).Average(), []);

    /// <summary>Adds up queries of one labelling.</summary>
    internal sealed class Tally(int queries)
    {
        readonly double[] precision = new double[queries];
        readonly int[] hits = new int[3];

        /// <summary>Adds a query whose others are ranked.</summary>
        /// <param name="query">Its number.</param>
        /// <param name="labels">All labels.</param>
        /// <param name="order">The others, nearest first.</param>
        /// <param name="scores">What they were ranked by; equal scores are one step.</param>
        public void Add(int query, long[] labels, int[] order, double[] scores)
        {
            int found = 0;
            int foundBefore = 0;
            double sum = 0;
            int first = -1;
            for (int rank = 0; rank < order.Length; rank++)
            {
                if (labels[order[rank]] == labels[query])
                {
                    found++;
                    first = first < 0 ? rank : first;
                }

                if (rank + 1 == order.Length || scores[rank + 1] != scores[rank])
                {
                    sum += (found - foundBefore) * (double)found / (rank + 1);
                    foundBefore = found;
                }
            }

            precision[query] = found > 0 ? sum / found : double.NaN;
            hits[0] += first is 0 ? 1 : 0;
            hits[1] += first is >= 0 and < 5 ? 1 : 0;
            hits[2] += first is >= 0 and < 10 ? 1 : 0;
        }

        /// <summary>The score of all queries added.</summary>
        public RetrievalScore Score() => new(
            (double)hits[0] / queries, (double)hits[1] / queries, (double)hits[2] / queries,
            precision.Where(double.IsFinite).DefaultIfEmpty(double.NaN).Average(), precision);
    }
}
