using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using static System.Runtime.Intrinsics.Vector512;

namespace Actors.Model.Kernels;

/// <summary>One head's attention: <c>softmax(q k^T / sqrt(width)) v</c> and its gradients, by tiles (Dao et al. 2022, FlashAttention).</summary>
/// <remarks>
/// Scores lie transposed, keys in rows and 48 queries side by side: the softmax's maximum and sum over keys then stay within a lane, and
/// both products broadcast from rows of keys or values. No score leaves the cache.
/// </remarks>
internal readonly unsafe struct AttentionHead(HeadView<float> view)
{
    const int Side = AttentionTile.Side;

    // Far below any score, and no infinity: the exponential of a difference must not become NaN.
    const float Lowest = -1e30f;

    int Width => view.Width;

    /// <summary>Writes <see cref="HeadView{T}.O"/> and <see cref="HeadView{T}.LogSums"/>.</summary>
    public void Forward()
    {
        int tile = Width * Side;
        float* keys = KernelScratch.Take(KernelScratch.Tiles, (nuint)((2 * view.PaddedKeys * Width) + (2 * tile) + (Side * Side) + (2 * Side)));
        float* values = keys + (view.PaddedKeys * Width);
        float* queries = values + (view.PaddedKeys * Width);
        float* output = queries + tile;
        float* scores = output + tile;
        float* max = scores + (Side * Side);
        float* sum = max + Side;
        for (int n = 0; n < view.Keys; n += Side)
        {
            TileTranspose.In(view.K + (n * view.KeyRow), view.KeyRow, Math.Min(Side, view.Keys - n), Width, 1, keys + (n * Width));
        }

        CopyPadded(view.V, view.KeyRow, view.Keys, values);
        for (int m = 0; m < view.Queries; m += Side)
        {
            int lanes = Math.Min(Side, view.Queries - m);
            TileTranspose.In(view.Q + (m * view.QueryRow), view.QueryRow, lanes, Width, (float)(view.Root * Simd.Log2E), queries);
            new Span<float>(output, tile).Clear();
            new Span<float>(sum, Side).Clear();
            new Span<float>(max, Side).Fill(Lowest);
            for (int n = 0; n < view.Keys; n += Side)
            {
                int count = Math.Min(Side, view.Keys - n);
                for (int r = 0; r < count; r += 8)
                {
                    AttentionTile.Rows8(keys + (n * Width) + r, Side, queries, scores + (r * Side), Width, add: false);
                }

                Softmax(scores, count, max, sum, output, Width);
                for (int i = 0; i < Width; i += 8)
                {
                    AttentionTile.Rows8(values + (n * Width) + i, Width, scores, output + (i * Side), count, add: true);
                }
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

            Scale(output, sum, Width);
            TileTranspose.Out(output, lanes, Width, 1, view.O + (m * view.OutputRow), view.OutputRow);
        }
    }

    /// <summary>Writes the gradients of queries, keys and values; each with the strides of what it is the gradient of.</summary>
    /// <param name="gradient">Gradient of <see cref="HeadView{T}.O"/>, with its strides.</param>
    /// <param name="gradQ">Where the gradient of <see cref="HeadView{T}.Q"/> goes.</param>
    /// <param name="gradK">Where the gradient of <see cref="HeadView{T}.K"/> goes.</param>
    /// <param name="gradV">Where the gradient of <see cref="HeadView{T}.V"/> goes.</param>
    public void Backward(float* gradient, float* gradQ, float* gradK, float* gradV)
    {
        int tile = Width * Side;
        int all = view.PaddedQueries * Width;
        float* columns = KernelScratch.Take(KernelScratch.Tiles, (nuint)((5 * all) + (2 * view.PaddedQueries) + (5 * tile) + (2 * Side * Side)));
        float* gradientColumns = columns + all;
        float* rows = gradientColumns + all;
        float* gradientRows = rows + all;
        float* queryGradients = gradientRows + all;
        float* logSums = queryGradients + all;
        float* products = logSums + view.PaddedQueries;
        float* keys = products + view.PaddedQueries;
        float* keyRows = keys + tile;
        float* values = keyRows + tile;
        float* keyGradients = values + tile;
        float* valueGradients = keyGradients + tile;
        float* scores = valueGradients + tile;
        float* slopes = scores + (Side * Side);
        for (int m = 0; m < view.Queries; m += Side)
        {
            int lanes = Math.Min(Side, view.Queries - m);
            TileTranspose.In(view.Q + (m * view.QueryRow), view.QueryRow, lanes, Width, (float)(view.Root * Simd.Log2E), columns + (m * Width));
            TileTranspose.In(gradient + (m * view.OutputRow), view.OutputRow, lanes, Width, 1, gradientColumns + (m * Width));
        }

        CopyPadded(view.Q, view.QueryRow, view.Queries, rows);
        CopyPadded(gradient, view.OutputRow, view.Queries, gradientRows);
        new Span<float>(queryGradients, all).Clear();
        Products(gradient, logSums, products);
        for (int n = 0; n < view.Keys; n += Side)
        {
            int count = Math.Min(Side, view.Keys - n);
            TileTranspose.In(view.K + (n * view.KeyRow), view.KeyRow, count, Width, 1, keys);
            TileTranspose.In(view.V + (n * view.KeyRow), view.KeyRow, count, Width, 1, values);
            CopyPadded(view.K + (n * view.KeyRow), view.KeyRow, count, keyRows);
            new Span<float>(keyGradients, tile).Clear();
            new Span<float>(valueGradients, tile).Clear();
            for (int m = 0; m < view.Queries; m += Side)
            {
                int at = m * Width;
                for (int r = 0; r < count; r += 8)
                {
                    AttentionTile.Rows8(keys + r, Side, columns + at, scores + (r * Side), Width, add: false);
                    AttentionTile.Rows8(values + r, Side, gradientColumns + at, slopes + (r * Side), Width, add: false);
                }

                Slopes(scores, slopes, count, logSums + m, products + m);
                AddProduct(scores, count, gradientRows + at, valueGradients);
                AddProduct(slopes, count, rows + at, keyGradients);
                for (int i = 0; i < Width; i += 8)
                {
                    AttentionTile.Rows8(keyRows + i, Width, slopes, queryGradients + at + (i * Side), count, add: true);
                }
            }

            TileTranspose.Copy(keyGradients, Width, count, Width, (float)view.Root, gradK + (n * view.KeyRow), view.KeyRow);
            TileTranspose.Copy(valueGradients, Width, count, Width, 1, gradV + (n * view.KeyRow), view.KeyRow);
        }

        for (int m = 0; m < view.Queries; m += Side)
        {
            TileTranspose.Out(queryGradients + (m * Width), Math.Min(Side, view.Queries - m), Width, (float)view.Root, gradQ + (m * view.QueryRow), view.QueryRow);
        }
    }

    void CopyPadded(float* from, nint row, int count, float* to)
    {
        TileTranspose.Copy(from, row, count, Width, 1, to, Width);
        new Span<float>(to + (count * Width), (HeadView<float>.Padded(count) - count) * Width).Clear();
    }

    /// <summary>Each query's output times its gradient, which all its scores' gradients share; and a padded copy of the logarithms.</summary>
    void Products(float* gradient, float* logSums, float* products)
    {
        new Span<float>(view.LogSums, view.Queries).CopyTo(new Span<float>(logSums, view.Queries));
        new Span<float>(logSums + view.Queries, view.PaddedQueries - view.Queries).Clear();
        new Span<float>(products + view.Queries, view.PaddedQueries - view.Queries).Clear();
        for (int m = 0; m < view.Queries; m++)
        {
            Vector512<float> sum = Vector512<float>.Zero;
            for (int i = 0; i < Width; i += Simd.Lanes)
            {
                sum = FusedMultiplyAdd(Load(view.O + (m * view.OutputRow) + i), Load(gradient + (m * view.OutputRow) + i), sum);
            }

            products[m] = Sum(sum);
        }
    }

    void AddProduct(float* scores, int count, float* rows, float* sums)
    {
        for (int r = 0; r < count; r += 12)
        {
            int i = 0;
            for (; i + 32 <= Width; i += 32)
            {
                AttentionTile.Rows12(scores + (r * Side), rows + i, sums + (r * Width) + i, Width);
            }

            if (i < Width)
            {
                AttentionTile.Rows12Narrow(scores + (r * Side), rows + i, sums + (r * Width) + i, Width);
            }
        }
    }

    /// <summary>Scores to exponentials of their distance to the largest so far; what was summed up before is brought to the new largest.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static void Softmax(float* scores, int keys, float* max, float* sum, float* output, int width)
    {
        Vector512<float> m0 = Load(max), m1 = Load(max + 16), m2 = Load(max + 32);
        Vector512<float> n0 = m0, n1 = m1, n2 = m2;
        float* s = scores;
        for (int r = 0; r < keys; r++, s += Side)
        {
            n0 = Max(n0, Load(s));
            n1 = Max(n1, Load(s + 16));
            n2 = Max(n2, Load(s + 32));
        }

        Vector512<float> t0 = Load(sum), t1 = Load(sum + 16), t2 = Load(sum + 32);
        if (!EqualsAll(n0, m0) || !EqualsAll(n1, m1) || !EqualsAll(n2, m2))
        {
            Rescale(max, n0, n1, n2, ref t0, ref t1, ref t2, output, width);
        }

        s = scores;
        for (int r = 0; r < keys; r++, s += Side)
        {
            Vector512<float> e0 = Simd.Exp2(Load(s) - n0), e1 = Simd.Exp2(Load(s + 16) - n1), e2 = Simd.Exp2(Load(s + 32) - n2);
            e0.Store(s);
            e1.Store(s + 16);
            e2.Store(s + 32);
            (t0, t1, t2) = (t0 + e0, t1 + e1, t2 + e2);
        }

        t0.Store(sum);
        t1.Store(sum + 16);
        t2.Store(sum + 32);
    }

    /// <summary>Brings sums, and the output so far, to a new largest score of each query.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Rescale(
        float* max, Vector512<float> n0, Vector512<float> n1, Vector512<float> n2,
        ref Vector512<float> t0, ref Vector512<float> t1, ref Vector512<float> t2, float* output, int width)
    {
        Vector512<float> a0 = Simd.Exp2(Load(max) - n0), a1 = Simd.Exp2(Load(max + 16) - n1), a2 = Simd.Exp2(Load(max + 32) - n2);
        n0.Store(max);
        n1.Store(max + 16);
        n2.Store(max + 32);
        (t0, t1, t2) = (t0 * a0, t1 * a1, t2 * a2);
        for (int i = 0; i < width; i++, output += Side)
        {
            (Load(output) * a0).Store(output);
            (Load(output + 16) * a1).Store(output + 16);
            (Load(output + 32) * a2).Store(output + 32);
        }
    }

    /// <summary>Scores to probabilities, and the probabilities' gradients to the scores'.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static void Slopes(float* scores, float* slopes, int keys, float* logSums, float* products)
    {
        Vector512<float> l0 = Load(logSums), l1 = Load(logSums + 16), l2 = Load(logSums + 32);
        Vector512<float> p0 = Load(products), p1 = Load(products + 16), p2 = Load(products + 32);
        for (int r = 0; r < keys; r++, scores += Side, slopes += Side)
        {
            Vector512<float> e0 = Simd.Exp2(Load(scores) - l0), e1 = Simd.Exp2(Load(scores + 16) - l1), e2 = Simd.Exp2(Load(scores + 32) - l2);
            e0.Store(scores);
            e1.Store(scores + 16);
            e2.Store(scores + 32);
            (e0 * (Load(slopes) - p0)).Store(slopes);
            (e1 * (Load(slopes + 16) - p1)).Store(slopes + 16);
            (e2 * (Load(slopes + 32) - p2)).Store(slopes + 32);
        }

        new Span<float>(scores, (Side - keys) * Side).Clear();
        new Span<float>(slopes, (Side - keys) * Side).Clear();
    }

    /// <summary><c>tile[width, 48]</c> times a factor for each of the 48.</summary>
    public static void Scale(float* tile, float* by, int width)
    {
        for (int i = 0; i < width; i++, tile += Side)
        {
            (Load(tile) * Load(by)).Store(tile);
            (Load(tile + 16) * Load(by + 16)).Store(tile + 16);
            (Load(tile + 32) * Load(by + 32)).Store(tile + 32);
        }
    }
}
