using Actors.Model.Kernels;
using CsCheck;
using Xunit;

namespace Actors.Tests.Model.Kernels;

/// <summary>Assembled products against sums of small whole numbers, which bfloat16 and float32 hold exactly.</summary>
public unsafe class PairProductsTests
{
    const int Side = AttentionTile.Side;

    static readonly Gen<(int Width, int[] A, int[] B)> Factors =
        Gen.Int[1, 6].Select(i => 16 * i).SelectMany(
            width => Gen.Select(Gen.Int[-8, 8].Array[Side * Math.Max(width, Side)], Gen.Int[-8, 8].Array[Side * Math.Max(width, Side)]),
            (width, factors) => (width, factors.Item1, factors.Item2));

    [Fact]
    public void Scores_are_sums_along_the_width()
    {
        Skip();
        Factors.Sample((width, x, y) =>
        {
            ushort[] a = Neighbours(x, width), b = Neighbours(y, width);
            float[] c = new float[Side * Side];
            fixed (ushort* from = a, and = b)
            fixed (float* to = c)
            {
                PairProducts.For(width)!.Scores((uint*)from, (uint*)and, to);
            }

            Compare(c, Side, Side, (row, column) => Enumerable.Range(0, width).Sum(i => x[(row * width) + i] * y[(column * width) + i]));
        });
    }

    [Fact]
    public void Columns_are_added_sums_along_the_keys()
    {
        Skip();
        Factors.Sample((width, x, y) =>
        {
            ushort[] a = Rows(x, width), b = Rows(y, Side);
            float[] c = [.. Enumerable.Range(0, width * Side).Select(i => (float)(i % 7))];
            fixed (ushort* from = a, and = b)
            fixed (float* to = c)
            {
                PairProducts.For(width)!.AddColumns((uint*)from, (uint*)and, to);
            }

            Compare(
                c, width, Side,
                (row, column) => (((row * Side) + column) % 7) + Enumerable.Range(0, Side).Sum(k => x[(k * width) + row] * y[(k * Side) + column]));
        });
    }

    [Fact]
    public void Rows_are_added_sums_along_the_queries()
    {
        Skip();
        Factors.Sample((width, x, y) =>
        {
            ushort[] a = [.. x.Take(Side * Side).Select(Narrow)], b = Rows(y, width);
            float[] c = [.. Enumerable.Range(0, width * Side).Select(i => (float)(i % 7))];
            fixed (ushort* from = a, and = b)
            fixed (float* to = c)
            {
                PairProducts.For(width)!.AddRows(from, (uint*)and, to);
            }

            Compare(
                c, Side, width,
                (row, column) => (((row * width) + column) % 7) + Enumerable.Range(0, Side).Sum(m => x[(row * Side) + m] * y[(m * width) + column]));
        });
    }

    static void Compare(float[] found, int rows, int columns, Func<int, int, int> expected)
    {
        for (int i = 0; i < rows * columns; i++)
        {
            Assert.Equal(expected(i / columns, i % columns), found[i]);
        }
    }

    static ushort[] Neighbours(int[] x, int width)
    {
        ushort[] rows = [.. x.Take(Side * width).Select(Narrow)], pairs = new ushort[rows.Length];
        fixed (ushort* from = rows, to = pairs)
        {
            PairLayout.Neighbours(from, width, Side, width, (uint*)to);
        }

        return pairs;
    }

    static ushort[] Rows(int[] x, int width)
    {
        ushort[] rows = [.. x.Take(Side * width).Select(Narrow)], pairs = new ushort[rows.Length];
        fixed (ushort* from = rows, to = pairs)
        {
            PairLayout.Rows(from, width, Side, width, (uint*)to);
        }

        return pairs;
    }

    static ushort Narrow(int x) => (ushort)(BitConverter.SingleToUInt32Bits(x) >> 16);

    static void Skip() => Assert.SkipUnless(PairProducts.For(16) is not null, "this processor has no products of bfloat16 pairs");
}
