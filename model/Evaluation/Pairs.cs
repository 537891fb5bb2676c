using Actors.Model.Interop;
using TorchSharp;
using static TorchSharp.torch;

namespace Actors.Model.Evaluation;

/// <summary>Walks over all pairs of samples in blocks of rows, so that no matrix of all pairs is ever held.</summary>
internal static class Pairs
{
    /// <summary>Largest number of values of a block, 2^20: 8 MiB in float64.</summary>
    public const int BlockValues = 1 << 20;

    static readonly Scalar Two = 2.ToScalar();
    static readonly Scalar Zero = 0.ToScalar();

    /// <summary>Takes the values of one sample's pairs with all later samples.</summary>
    public delegate void Visitor(ReadOnlySpan<double> values);

    /// <summary>Number of pairs of different samples.</summary>
    public static long Count(int samples) => (long)samples * (samples - 1) / 2;

    /// <summary>Euclidean distances of all pairs.</summary>
    /// <param name="centered_ND">Samples less their mean, which costs no digits that distances need.</param>
    /// <param name="visit">Called for each sample but the last, in order.</param>
    public static void Distances(Tensor centered_ND, Visitor visit) =>
        Walk(centered_ND, (rows, all) => SquaredDistances(rows, all).sqrt_(), visit);

    /// <summary>Dot products of all pairs.</summary>
    public static void Products(Tensor x_ND, Visitor visit) => Walk(x_ND, (rows, all) => rows.mm(all.t()), visit);

    /// <summary>Squared Euclidean distances <c>[rows, columns]</c>.</summary>
    public static Tensor SquaredDistances(Tensor rows_RD, Tensor columns_ND)
    {
        Tensor lengths_R1 = (rows_RD * rows_RD).sum([1], keepdim: true);
        Tensor lengths_1N = (columns_ND * columns_ND).sum([1]).unsqueeze(0);
        return lengths_R1.Plus(lengths_1N).sub_(rows_RD.mm(columns_ND.t()).mul_(Two)).clamp_min_(Zero);
    }

    /// <summary>Rows of a block whose columns are all samples.</summary>
    public static int RowsPerBlock(int samples) => Math.Max(1, BlockValues / samples);

    static void Walk(Tensor x_ND, Func<Tensor, Tensor, Tensor> values, Visitor visit)
    {
        int samples = (int)x_ND.shape[0];
        int step = RowsPerBlock(samples);
        for (int first = 0; first < samples; first += step)
        {
            using var scope = NewDisposeScope();
            int rows = Math.Min(step, samples - first);
            int columns = samples - first;
            Tensor block_RN = values(x_ND.narrow(0, first, rows), x_ND.narrow(0, first, columns)).contiguous();
            ReadOnlySpan<double> block = System.Runtime.InteropServices.MemoryMarshal.Cast<byte, double>(block_RN.bytes);
            for (int i = 0; i < rows; i++)
            {
                visit(block.Slice((i * columns) + i + 1, columns - i - 1));
            }
        }
    }
}
