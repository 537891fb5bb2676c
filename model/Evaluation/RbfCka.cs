using TorchSharp;
using static TorchSharp.torch;

namespace Actors.Model.Evaluation;

/// <summary>Centred kernel alignment with a Gaussian kernel (Kornblith et al. 2019), by the biased HSIC (Gretton et al. 2005).</summary>
/// <remarks>
/// The kernel is <c>exp(-d^2 / (2 m^2))</c>, with m the median distance of the pairs, of each embedding by itself.
/// Kernels are made in blocks of rows (<see cref="Pairs.BlockValues"/> values for each embedding) and never held whole.
/// </remarks>
public static class RbfCka
{
    /// <summary>Similarity of two embeddings of the same samples.</summary>
    public static double Of(Embeddings x, Embeddings y) => Matrix([x, y])[0, 1];

    /// <summary>Median Euclidean distance of all pairs: the kernel's width.</summary>
    public static double MedianDistance(Embeddings embeddings)
    {
        using var scope = NewDisposeScope();
        return Median(embeddings.Centered());
    }

    /// <summary>Similarity of each with each.</summary>
    /// <exception cref="EvaluationException">They are not of the same samples, or half of one's distances are 0.</exception>
    public static double[,] Matrix(IReadOnlyList<Embeddings> embeddings)
    {
        Alignment.CheckSamples(embeddings);
        using var scope = NewDisposeScope();
        Tensor[] centered = [.. embeddings.Select(each => each.Centered())];
        double[] medians = [.. centered.Select(Median)];
        if (Array.FindIndex(medians, median => !(median > 0)) is >= 0 and int constant)
        {
            throw new EvaluationException($"half of the clips have the same embedding in block {constant}: the RBF kernel has no width");
        }

        int count = embeddings.Count;
        int samples = embeddings[0].Samples;
        double[,] products = new double[count, count];
        double[][] rowSums = [.. embeddings.Select(_ => new double[samples])];
        int step = Pairs.RowsPerBlock(samples);
        for (int first = 0; first < samples; first += step)
        {
            using var block = NewDisposeScope();
            int rows = Math.Min(step, samples - first);
            Tensor[] kernels = [.. Enumerable.Range(0, count).Select(a => Kernel(centered[a].narrow(0, first, rows), centered[a], medians[a]))];
            for (int a = 0; a < count; a++)
            {
                kernels[a].sum([1]).data<double>().CopyTo(rowSums[a].AsSpan(first, rows));
                for (int b = 0; b <= a; b++)
                {
                    products[a, b] += kernels[a].flatten().dot(kernels[b].flatten()).item<double>();
                }
            }
        }

        // tr(K H L H) = sum K L - 2/N sum of the rows' products + both totals over N^2, with H the centring matrix.
        return Alignment.Normalised(count, (a, b) => products[a, b]
            - (2.0 / samples * rowSums[a].Zip(rowSums[b], (k, l) => k * l).Sum())
            + (rowSums[a].Sum() * rowSums[b].Sum() / samples / samples));
    }

    static double Median(Tensor centered_ND) =>
        Quantiles.Of(visit => Pairs.Distances(centered_ND, visit), Pairs.Count((int)centered_ND.shape[0]), [0.5])[0];

    static Tensor Kernel(Tensor rows_RD, Tensor all_ND, double median)
    {
        using Scalar factor = (-0.5 / (median * median)).ToScalar();
        return Pairs.SquaredDistances(rows_RD, all_ND).mul_(factor).exp_();
    }
}
