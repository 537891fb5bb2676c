using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using static System.Runtime.Intrinsics.Vector512;

namespace Actors.Model.Kernels;

/// <summary>One head's attention as <see cref="AttentionHead"/> has it, of bfloat16: products of pairs, everything else in float32.</summary>
/// <remarks>Probabilities, and the gradients of scores, are rounded to bfloat16 before they are multiplied, as FlashAttention does.</remarks>
internal readonly unsafe struct NarrowAttentionHead(HeadView<ushort> view, PairProducts pairs)
{
    const int Side = AttentionTile.Side;
    const int HalfSide = Side / 2;
    const float Lowest = -1e30f;

    int Width => view.Width;

    // Of a tile of 48 rows as pairs, in elements.
    int PairTile => HalfSide * Width;

    /// <summary>Writes <see cref="HeadView{T}.O"/> and <see cref="HeadView{T}.LogSums"/>.</summary>
    public void Forward()
    {
        int tile = Width * Side;
        uint* keys = (uint*)KernelScratch.Take(
            KernelScratch.Tiles, (nuint)((view.PaddedKeys * Width) + PairTile + (2 * tile) + (Side * Side) + (HalfSide * Side) + (2 * Side)));
        uint* values = keys + (view.PaddedKeys / 2 * Width);
        uint* queries = values + (view.PaddedKeys / 2 * Width);
        uint* probabilities = queries + PairTile;
        float* scores = (float*)(probabilities + (HalfSide * Side));
        float* output = scores + (Side * Side);
        float* rows = output + tile;
        float* max = rows + tile;
        float* sum = max + Side;
        for (int n = 0; n < view.Keys; n += Side)
        {
            int count = Math.Min(Side, view.Keys - n);
            PairLayout.Neighbours(view.K + (n * view.KeyRow), view.KeyRow, count, Width, keys + (n / 2 * Width));
            PairLayout.Rows(view.V + (n * view.KeyRow), view.KeyRow, count, Width, values + (n / 2 * Width));
        }

        for (int m = 0; m < view.Queries; m += Side)
        {
            int lanes = Math.Min(Side, view.Queries - m);
            PairLayout.Neighbours(view.Q + (m * view.QueryRow), view.QueryRow, lanes, Width, queries);
            new Span<float>(output, tile).Clear();
            new Span<float>(sum, Side).Clear();
            new Span<float>(max, Side).Fill(Lowest);
            for (int n = 0; n < view.Keys; n += Side)
            {
                pairs.Scores(keys + (n / 2 * Width), queries, scores);
                Softmax(scores, Math.Min(Side, view.Keys - n), (float)(view.Root * Simd.Log2E), max, sum, output, Width, probabilities);
                pairs.AddColumns(values + (n / 2 * Width), probabilities, output);
            }

            for (int r = 0; r < Side; r++)
            {
                float total = sum[r];
                sum[r] = 1 / total;
                if (r < lanes)
                {
                    view.LogSums[m + r] = max[r] + MathF.Log2(total);
                }
            }

            AttentionHead.Scale(output, sum, Width);
            TileTranspose.Out(output, lanes, Width, 1, rows, Width);
            Simd.Narrow(rows, Width, lanes, Width, view.O + (m * view.OutputRow), view.OutputRow);
        }
    }

    /// <summary>Writes the gradients of queries, keys and values; each with the strides of what it is the gradient of.</summary>
    /// <param name="gradient">Gradient of <see cref="HeadView{T}.O"/>, with its strides.</param>
    /// <param name="gradQ">Where the gradient of <see cref="HeadView{T}.Q"/> goes.</param>
    /// <param name="gradK">Where the gradient of <see cref="HeadView{T}.K"/> goes.</param>
    /// <param name="gradV">Where the gradient of <see cref="HeadView{T}.V"/> goes.</param>
    public void Backward(ushort* gradient, ushort* gradQ, ushort* gradK, ushort* gradV)
    {
        int tile = Width * Side;
        int half = view.PaddedQueries / 2 * Width;
        uint* columns = (uint*)KernelScratch.Take(
            KernelScratch.Tiles,
            (nuint)((4 * half) + (view.PaddedQueries * (Width + 2)) + (3 * PairTile) + (2 * tile) + (2 * Side * Side) + (3 * HalfSide * Side)));
        uint* gradientColumns = columns + half;
        uint* rows = gradientColumns + half;
        uint* gradientRows = rows + half;
        uint* keys = gradientRows + half;
        uint* keyRows = keys + PairTile;
        uint* values = keyRows + PairTile;
        uint* slopePairs = values + PairTile;
        var probabilityRows = (ushort*)(slopePairs + (HalfSide * Side));
        ushort* slopeRows = probabilityRows + (Side * Side);
        var scores = (float*)(slopeRows + (Side * Side));
        float* slopes = scores + (Side * Side);
        float* keyGradients = slopes + (Side * Side);
        float* valueGradients = keyGradients + tile;
        float* queryGradients = valueGradients + tile;
        float* logSums = queryGradients + (view.PaddedQueries * Width);
        float* products = logSums + view.PaddedQueries;
        for (int m = 0; m < view.Queries; m += Side)
        {
            int lanes = Math.Min(Side, view.Queries - m);
            int at = m / 2 * Width;
            PairLayout.Neighbours(view.Q + (m * view.QueryRow), view.QueryRow, lanes, Width, columns + at);
            PairLayout.Neighbours(gradient + (m * view.OutputRow), view.OutputRow, lanes, Width, gradientColumns + at);
            PairLayout.Rows(view.Q + (m * view.QueryRow), view.QueryRow, lanes, Width, rows + at);
            PairLayout.Rows(gradient + (m * view.OutputRow), view.OutputRow, lanes, Width, gradientRows + at);
        }

        new Span<float>(queryGradients, view.PaddedQueries * Width).Clear();
        OutputProducts(gradient, logSums, products);
        for (int n = 0; n < view.Keys; n += Side)
        {
            int count = Math.Min(Side, view.Keys - n);
            PairLayout.Neighbours(view.K + (n * view.KeyRow), view.KeyRow, count, Width, keys);
            PairLayout.Neighbours(view.V + (n * view.KeyRow), view.KeyRow, count, Width, values);
            PairLayout.Rows(view.K + (n * view.KeyRow), view.KeyRow, count, Width, keyRows);
            new Span<float>(keyGradients, tile).Clear();
            new Span<float>(valueGradients, tile).Clear();
            for (int m = 0; m < view.Queries; m += Side)
            {
                int at = m / 2 * Width;
                pairs.Scores(keys, columns + at, scores);
                pairs.Scores(values, gradientColumns + at, slopes);
                OmitPadding(scores, count);
                Slopes(scores, slopes, (float)(view.Root * Simd.Log2E), logSums + m, products + m, probabilityRows, slopeRows, slopePairs);
                pairs.AddRows(probabilityRows, gradientRows + at, valueGradients);
                pairs.AddRows(slopeRows, rows + at, keyGradients);
                pairs.AddColumns(keyRows, slopePairs, queryGradients + (m * Width));
            }

            TileTranspose.Copy(keyGradients, Width, count, Width, (float)view.Root, keyGradients, Width);
            Simd.Narrow(keyGradients, Width, count, Width, gradK + (n * view.KeyRow), view.KeyRow);
            Simd.Narrow(valueGradients, Width, count, Width, gradV + (n * view.KeyRow), view.KeyRow);
        }

        for (int m = 0; m < view.Queries; m += Side)
        {
            int lanes = Math.Min(Side, view.Queries - m);
            TileTranspose.Out(queryGradients + (m * Width), lanes, Width, (float)view.Root, keyGradients, Width);
            Simd.Narrow(keyGradients, Width, lanes, Width, gradQ + (m * view.QueryRow), view.QueryRow);
        }
    }

    /// <summary>Each query's output times its gradient, which all its scores' gradients share; and a padded copy of the logarithms.</summary>
    void OutputProducts(ushort* gradient, float* logSums, float* products)
    {
        new Span<float>(view.LogSums, view.Queries).CopyTo(new Span<float>(logSums, view.Queries));
        new Span<float>(logSums + view.Queries, view.PaddedQueries - view.Queries).Clear();
        new Span<float>(products + view.Queries, view.PaddedQueries - view.Queries).Clear();
        for (int m = 0; m < view.Queries; m++)
        {
            Vector512<float> sum = Vector512<float>.Zero;
            for (int i = 0; i < Width; i += Simd.Lanes)
            {
                sum = FusedMultiplyAdd(Simd.Widen(view.O + (m * view.OutputRow) + i), Simd.Widen(gradient + (m * view.OutputRow) + i), sum);
            }

            products[m] = Sum(sum);
        }
    }

    /// <summary>Scores to exponentials of their distance to the largest so far, in pairs of rows; what was summed up before is brought to the new largest.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static void Softmax(float* scores, int keys, float root, float* max, float* sum, float* output, int width, uint* probabilities)
    {
        Vector512<float> n0 = Load(scores), n1 = Load(scores + 16), n2 = Load(scores + 32);
        float* s = scores + Side;
        for (int r = 1; r < keys; r++, s += Side)
        {
            n0 = Max(n0, Load(s));
            n1 = Max(n1, Load(s + 16));
            n2 = Max(n2, Load(s + 32));
        }

        Vector512<float> by = Create(root);
        Vector512<float> m0 = Load(max), m1 = Load(max + 16), m2 = Load(max + 32);
        (n0, n1, n2) = (Max(n0 * by, m0), Max(n1 * by, m1), Max(n2 * by, m2));
        Vector512<float> t0 = Load(sum), t1 = Load(sum + 16), t2 = Load(sum + 32);
        if (!EqualsAll(n0, m0) || !EqualsAll(n1, m1) || !EqualsAll(n2, m2))
        {
            AttentionHead.Rescale(max, n0, n1, n2, ref t0, ref t1, ref t2, output, width);
        }

        OmitPadding(scores, keys);
        (n0, n1, n2) = (-n0, -n1, -n2);
        for (int r = 0; r < HalfSide; r++, scores += 2 * Side, probabilities += Side)
        {
            Vector512<float> e0 = Power(scores, by, n0), e1 = Power(scores + 16, by, n1), e2 = Power(scores + 32, by, n2);
            Vector512<float> f0 = Power(scores + 48, by, n0), f1 = Power(scores + 64, by, n1), f2 = Power(scores + 80, by, n2);
            PairLayout.Pairs(e0, f0).Store(probabilities);
            PairLayout.Pairs(e1, f1).Store(probabilities + 16);
            PairLayout.Pairs(e2, f2).Store(probabilities + 32);
            (t0, t1, t2) = (t0 + (e0 + f0), t1 + (e1 + f1), t2 + (e2 + f2));
        }

        t0.Store(sum);
        t1.Store(sum + 16);
        t2.Store(sum + 32);
    }

    /// <summary>Scores to probabilities, and the probabilities' gradients to the scores', both rounded.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static void Slopes(
        float* scores, float* slopes, float root, float* logSums, float* products, ushort* probabilityRows, ushort* slopeRows, uint* slopePairs)
    {
        Vector512<float> by = Create(root);
        for (int lane = 0; lane < Side; lane += Simd.Lanes)
        {
            Vector512<float> log = -Load(logSums + lane), product = Load(products + lane);
            for (int r = 0; r < Side; r += 2)
            {
                int at = (r * Side) + lane;
                Vector512<float> e = Power(scores + at, by, log), f = Power(scores + at + Side, by, log);
                Vector512<float> d = e * (Load(slopes + at) - product), g = f * (Load(slopes + at + Side) - product);
                PairLayout.Narrow(e, probabilityRows + at);
                PairLayout.Narrow(f, probabilityRows + at + Side);
                PairLayout.Narrow(d, slopeRows + at);
                PairLayout.Narrow(g, slopeRows + at + Side);
                PairLayout.Pairs(d, g).Store(slopePairs + (r / 2 * Side) + lane);
            }
        }
    }

    // The rows that pad the last tile then have exponentials of 0.
    static void OmitPadding(float* scores, int keys) => new Span<float>(scores + (keys * Side), (Side - keys) * Side).Fill(Lowest);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Vector512<float> Power(float* score, Vector512<float> by, Vector512<float> minus) => Simd.RoughExp2(FusedMultiplyAdd(Load(score), by, minus));
}
