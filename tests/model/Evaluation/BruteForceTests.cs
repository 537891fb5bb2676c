using Actors.Model.Evaluation;
using CsCheck;
using TorchSharp;
using Xunit;
using static Actors.Tests.Model.Evaluation.Metrics;

namespace Actors.Tests.Model.Evaluation;

/// <summary>What we compute in blocks, by shortcuts or by our own solver, against the plainest way to compute it.</summary>
public sealed class BruteForceTests
{
    [Fact]
    public void Retrieval_is_what_sorting_every_other_sample_gives() => Gen.Select(Gen.Int[2, 40], Gen.Int[1, 4], Gen.Int[0, 1000]).Sample((n, classes, seed) =>
    {
        float[,] x = Random(n, 3, seed);
        long[] labels = [.. Enumerable.Range(0, n).Select(i => (long)((i * 7 + seed) % 11 % classes))];
        using Embeddings embeddings = Of(x);
        RetrievalScore score = Retrieval.Of(embeddings, [labels])[0];
        bool[][] ranked =
        [
            .. Enumerable.Range(0, n).Select(q =>
                Enumerable.Range(0, n).Where(j => j != q).OrderByDescending(j => Cosine(x, q, j)).Select(j => labels[j] == labels[q]).ToArray()),
        ];
        Assert.Equal(ranked.Average(row => row[0] ? 1.0 : 0), score.Top1, 12);
        Assert.Equal(ranked.Average(row => row.Take(5).Any(hit => hit) ? 1.0 : 0), score.Top5, 12);
        Assert.Equal(ranked.Average(row => row.Take(10).Any(hit => hit) ? 1.0 : 0), score.Top10, 12);
        double[] precision =
        [
            .. ranked.Where(row => row.Any(hit => hit)).Select(row =>
                Enumerable.Range(0, row.Length).Where(r => row[r]).Average(r => row.Take(r + 1).Count(hit => hit) / (r + 1.0))),
        ];
        Assert.Equal(precision.Length == 0 ? double.NaN : precision.Average(), score.MeanAveragePrecision, 12);
    }, iter: 60, threads: 1);

    [Fact]
    public void Equal_cosines_are_one_step_of_average_precision()
    {
        // Both others of query 0 are at cosine 1, one of them of its class: at the only threshold the precision is 1/2.
        using Embeddings embeddings = Of(new float[,] { { 1, 0 }, { 2, 0 }, { 3, 0 } });
        Assert.Equal(0.5, Retrieval.Of(embeddings, [[0, 1, 0]])[0].AveragePrecision[0], 12);
    }

    [Fact]
    public void Rbf_alignment_is_what_centring_whole_kernels_gives() => Gen.Select(Gen.Int[3, 30], Gen.Int[0, 1000]).Sample((n, seed) =>
    {
        float[,] x = Random(n, 4, seed);
        float[,] y = Random(n, 6, seed + 1);
        using Embeddings first = Of(x);
        using Embeddings second = Of(y);
        double[,] k = CentredKernel(x);
        double[,] l = CentredKernel(y);
        double Dot(double[,] a, double[,] b) => a.Cast<double>().Zip(b.Cast<double>(), (s, t) => s * t).Sum();
        Assert.Equal(Dot(k, l) / Math.Sqrt(Dot(k, k) * Dot(l, l)), RbfCka.Of(first, second), 10);
    }, iter: 40, threads: 1);

    [Fact]
    public void Linear_alignment_is_what_whole_kernels_give_and_ignores_rotation_and_scale()
    {
        float[,] x = Random(25, 2, 3);
        float[,] turned = new float[25, 2];
        for (int i = 0; i < 25; i++)
        {
            (turned[i, 0], turned[i, 1]) = (3 * x[i, 1], -3 * x[i, 0]);
        }

        using Embeddings first = Of(x);
        using Embeddings second = Of(turned);
        Assert.Equal(1, LinearCka.Of(first, second), 10);
        Assert.Equal(1, RbfCka.Of(first, second), 10);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(50)]
    [InlineData(100_000)]
    public void Quantiles_are_exact_however_few_values_are_kept(int limit) => Gen.Double[-1e3, 1e3].Array[1, 400].Sample(values =>
    {
        double[] sorted = [.. values.Order()];
        double[] shares = [0, 0.05, 0.5, 0.95, 1];
        double[] found = Quantiles.Of(visit => visit(values), values.Length, shares, limit);
        for (int i = 0; i < shares.Length; i++)
        {
            double at = shares[i] * (sorted.Length - 1);
            double low = sorted[(int)Math.Floor(at)];
            Assert.Equal(low + ((sorted[(int)Math.Ceiling(at)] - low) * (at - Math.Floor(at))), found[i]);
        }
    }, iter: 30, threads: 1);

    [Fact]
    public void Pairs_in_several_blocks_are_all_pairs_once()
    {
        // 1,100 samples make more than one block of rows.
        float[,] x = Random(1_100, 2, 5);
        Assert.True(Pairs.RowsPerBlock(1_100) < 1_100);
        using Embeddings embeddings = Of(x);
        List<double> distances = [];
        using var scope = torch.NewDisposeScope();
        Pairs.Distances(embeddings.Centered(), row => distances.AddRange(row));
        Assert.Equal(Pairs.Count(1_100), distances.Count);
        int at = 0;
        for (int i = 0; i < 1_100; i += 1)
        {
            for (int j = i + 1; j < 1_100; j++, at++)
            {
                if (j % 97 == 0)
                {
                    Assert.Equal(Distance(x, i, j), distances[at], 9);
                }
            }
        }
    }

    [Fact]
    public void Patch_similarity_is_the_mean_cosine_of_all_pairs_of_tokens()
    {
        using var scope = torch.NewDisposeScope();
        float[,] x = Random(9, 8, 11);
        torch.Tensor tokens = torch.tensor(x.Cast<float>().ToArray(), [1, 9, 8]).to(torch.float64);
        float[,] standardised = new float[9, 8];
        for (int i = 0; i < 9; i++)
        {
            double mean = Enumerable.Range(0, 8).Average(d => x[i, d]);
            for (int d = 0; d < 8; d++)
            {
                standardised[i, d] = (float)(x[i, d] - mean);
            }
        }

        double expected = (from i in Enumerable.Range(0, 9) from j in Enumerable.Range(0, 9) where i != j select Cosine(standardised, i, j)).Average();
        Assert.Equal(expected, PatchSimilarity.Of(tokens)[0], 6);
    }

    [Fact]
    public void No_neighbour_of_a_fitted_probe_has_a_smaller_objective()
    {
        using Embeddings embeddings = Of(Random(40, 5, 2));
        long[] labels = [.. Enumerable.Range(0, 40).Select(i => (long)(i % 3))];
        using var probe = LogisticProbe.Fit(embeddings, labels);
        using var standard = Standardisation.Fit(embeddings);
        using Embeddings standardised = standard.Apply(embeddings);
        using var scope = torch.NewDisposeScope();
        torch.Tensor design = torch.cat([standardised.Matrix, torch.ones(40, 1, torch.float64)], 1);
        using LogisticObjective objective = new(design, [1, 1, 1, 1, 1, 0], labels, 3);
        double[] best = [.. Enumerable.Range(0, 3).SelectMany(c => probe.Weights.Skip(5 * c).Take(5).Append(probe.Intercepts[c]))];
        double[] gradient = new double[best.Length];
        double value = objective.Evaluate(best, gradient);
        for (int i = 0; i < best.Length; i++)
        {
            double[] moved = [.. best];
            moved[i] += 1e-3;
            double[] unused = new double[best.Length];
            Assert.True(objective.Evaluate(moved, unused) > value, $"parameter {i}");

            // The gradient against a difference quotient.
            Assert.Equal(gradient[i], (objective.Evaluate(moved, unused) - value) / 1e-3, 0.2);
        }
    }

    [Fact]
    public void Folds_differ_by_one_clip_at_most_and_hold_each_class_evenly() =>
        Gen.Select(Gen.Long[0, 5].Array[9, 60], Gen.Int[2, 3]).Where((labels, folds) => labels.CountBy(label => label).Max(c => c.Value) >= folds)
            .Sample((labels, folds) =>
            {
                int[] assigned = StratifiedFolds.Assign(labels, folds);
                int[] sizes = [.. Enumerable.Range(0, folds).Select(fold => assigned.Count(a => a == fold))];
                Assert.True(sizes.Max() - sizes.Min() <= 1);
                foreach (long label in labels.Distinct())
                {
                    int[] each = [.. Enumerable.Range(0, folds).Select(fold => Enumerable.Range(0, labels.Length).Count(i => labels[i] == label && assigned[i] == fold))];
                    Assert.True(each.Max() - each.Min() <= 1);
                }
            }, iter: 100, threads: 1);

    [Fact]
    public void What_cannot_be_measured_is_said_in_one_line()
    {
        using Embeddings one = Of(Random(1, 3, 0));
        using Embeddings two = Of(Random(2, 3, 0));
        using Embeddings same = Of(new float[4, 3]);
        string[] messages =
        [
            Assert.Throws<EvaluationException>(() => PairStatistics.Of(one)).Message,
            Assert.Throws<EvaluationException>(() => Retrieval.Of(one, [[0]])).Message,
            Assert.Throws<EvaluationException>(() => Spectrum.Of(same)).Message,
            Assert.Throws<EvaluationException>(() => LinearCka.Of(same, same)).Message,
            Assert.Throws<EvaluationException>(() => RbfCka.Of(same, same)).Message,
            Assert.Throws<EvaluationException>(() => LinearCka.Of(one, two)).Message,
            Assert.Throws<EvaluationException>(() => LogisticProbe.Fit(two, [4, 4])).Message,
            Assert.Throws<EvaluationException>(() => StratifiedFolds.Assign([0, 1], 3)).Message,
            Assert.Throws<EvaluationException>(() => StratifiedFolds.Assign([0, 1, 2, 3], 3)).Message,
            Assert.Throws<EvaluationException>(() => Embeddings.Of([float.NaN, 1], 1)).Message,
        ];
        Assert.All(messages, message => Assert.DoesNotContain('\n', message));
    }

    static double[,] CentredKernel(float[,] x)
    {
        int n = x.GetLength(0);
        double[] distances = [.. from i in Enumerable.Range(0, n) from j in Enumerable.Range(i + 1, n - i - 1) orderby Distance(x, i, j) select Distance(x, i, j)];
        double median = (distances[(distances.Length - 1) / 2] + distances[distances.Length / 2]) / 2;
        double[,] kernel = new double[n, n];
        for (int i = 0; i < n; i++)
        {
            for (int j = 0; j < n; j++)
            {
                kernel[i, j] = Math.Exp(-Math.Pow(Distance(x, i, j), 2) / (2 * median * median));
            }
        }

        double[] rows = [.. Enumerable.Range(0, n).Select(i => Enumerable.Range(0, n).Average(j => kernel[i, j]))];
        double all = rows.Average();
        for (int i = 0; i < n; i++)
        {
            for (int j = 0; j < n; j++)
            {
                kernel[i, j] += all - rows[i] - rows[j];
            }
        }

        return kernel;
    }
}
