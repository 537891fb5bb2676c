using TorchSharp;
using static TorchSharp.torch;

namespace Actors.Bench.Eager;

/// <summary>Plain arithmetic. Its scalars live for ever: TorchSharp lets go of its own while libtorch reads them.</summary>
internal static class Eager
{
    static readonly Scalar One = 1.ToScalar();
    static readonly Scalar White = 255.ToScalar();
    static readonly Scalar Small = 1e-6.ToScalar();

    /// <summary><c>x + y</c>.</summary>
    public static Tensor Plus(Tensor x, Tensor y) => x.add(y, One);

    /// <summary><c>x + 1e-6</c>.</summary>
    public static Tensor PlusSmall(Tensor x) => x.add(Small, One);

    /// <summary>8-bit pixels from 0 to 1.</summary>
    public static Tensor Unit(Tensor pixels) => pixels.to(float32).div(White);

    /// <summary>Rows of a table <c>[tokens, width]</c> at <c>[batch, n]</c>.</summary>
    public static Tensor Rows(Tensor table, Tensor index) => table.index_select(0, index.flatten()).view(index.shape[0], index.shape[1], -1);

    /// <summary>Sine at even and cosine at odd places.</summary>
    public static Tensor Positions(int tokens, int width)
    {
        float[] values = [.. from n in Enumerable.Range(0, tokens)
                             from j in Enumerable.Range(0, width)
                             let angle = n / Math.Pow(10000, 2.0 * (j / 2) / width)
                             select (float)(j % 2 == 0 ? Math.Sin(angle) : Math.Cos(angle))];
        return tensor(values, [tokens, width]);
    }
}
