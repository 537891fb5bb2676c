using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using static System.Runtime.Intrinsics.Vector512;

namespace Actors.Model.Kernels;

/// <summary>One head's attention as <see cref="AttentionHead"/> has it, of bfloat16: products of pairs, everything else in float32.</summary>
/// <remarks>Probabilities, and the gradients of scores, are rounded to bfloat16 before they are multiplied, as FlashAttention does.</remarks>
internal readonly unsafe struct NarrowAttentionHead
{
    const int Side = AttentionTile.Side;
    const int HalfSide = Side / 2;
    const float Lowest = -1e30f;

    /// <summary>The products for this head's width.</summary>
    public required PairProducts Products { get; init; }

    /// <summary>Queries <c>[queries, width]</c>.</summary>
    public required ushort* Q { get; init; }

    /// <summary>Values from a query to the next.</summary>
    public required nint QueryRow { get; init; }

    /// <summary>Number of queries.</summary>
    public required int Queries { get; init; }

    /// <summary>Keys <c>[keys, width]</c>.</summary>
    public required ushort* K { get; init; }

    /// <summary>Values <c>[keys, width]</c>.</summary>
    public required ushort* V { get; init; }

    /// <summary>Values from a key to the next, and from a value to the next.</summary>
    public required nint KeyRow { get; init; }

    /// <summary>Number of keys.</summary>
    public required int Keys { get; init; }

    /// <summary>Width of the head, a multiple of 16.</summary>
    public required int Width { get; init; }

    /// <summary>Output <c>[queries, width]</c>.</summary>
    public required ushort* O { get; init; }

    /// <summary>Values from an output to the next.</summary>
    public required nint OutputRow { get; init; }

    /// <summary>Logarithm, to the base 2, of each query's sum of exponentials, <c>[queries]</c>.</summary>
    public required float* LogSums { get; init; }

    int PaddedKeys => (Keys + Side - 1) / Side * Side;

    int PaddedQueries => (Queries + Side - 1) / Side * Side;

    float Root => (float)(1 / Math.Sqrt(Width));

    // Of a tile of 48 rows as pairs, in elements.
    int PairTile => HalfSide * Width;

    /// <summary>Writes <see cref="O"/> and <see cref="LogSums"/>.</summary>
    public void Forward()
    {
        int tile = Width * Side;
        uint* keys = (uint*)KernelScratch.Take(
            KernelScratch.Tiles, (nuint)((PaddedKeys * Width) + PairTile + (2 * tile) + (Side * Side) + (HalfSide * Side) + (2 * Side)));
        uint* values = keys + (PaddedKeys / 2 * Width);
        uint* queries = values + (PaddedKeys / 2 * Width);
        uint* probabilities = queries + PairTile;
        float* scores = (float*)(probabilities + (HalfSide * Side));
        float* output = scores + (Side * Side);
        float* rows = output + tile;
        float* max = rows + tile;
        float* sum = max + Side;
        for (int n = 0; n < Keys; n += Side)
        {
            int count = Math.Min(Side, Keys - n);
            PairLayout.Neighbours(K + (n * KeyRow), KeyRow, count, Width, keys + (n / 2 * Width));
            PairLayout.Rows(V + (n * KeyRow), KeyRow, count, Width, values + (n / 2 * Width));
        }

        for (int m = 0; m < Queries; m += Side)
        {
            int lanes = Math.Min(Side, Queries - m);
            PairLayout.Neighbours(Q + (m * QueryRow), QueryRow, lanes, Width, queries);
            new Span<float>(output, tile).Clear();
            new Span<float>(sum, Side).Clear();
            new Span<float>(max, Side).Fill(Lowest);
            for (int n = 0; n < Keys; n += Side)
            {
                Products.Scores(keys + (n / 2 * Width), queries, scores);
                Softmax(scores, Math.Min(Side, Keys - n), Root * Simd.Log2E, max, sum, output, Width, probabilities);
                Products.AddColumns(values + (n / 2 * Width), probabilities, output);
            }

            for (int r = 0; r < Side; r++)
            {
                float total = sum[r];
                sum[r] = 1 / total;
                if (r < lanes)
                {
                    LogSums[m + r] = max[r] + MathF.Log2(total);
                }
            }

            AttentionHead.Scale(output, sum, Width);
            TileTranspose.Out(output, lanes, Width, 1, rows, Width);
            Simd.Narrow(rows, Width, lanes, Width, O + (m * OutputRow), OutputRow);
        }
    }

    /// <summary>Writes the gradients of queries, keys and values; each with the strides of what it is the gradient of.</summary>
    /// <param name="gradient">Gradient of <see cref="O"/>, with its strides.</param>
    /// <param name="gradQ">Where the gradient of <see cref="Q"/> goes.</param>
    /// <param name="gradK">Where the gradient of <see cref="K"/> goes.</param>
    /// <param name="gradV">Where the gradient of <see cref="V"/> goes.</param>
    public void Backward(ushort* gradient, ushort* gradQ, ushort* gradK, ushort* gradV)
    {
        int tile = Width * Side;
        int half = PaddedQueries / 2 * Width;
        uint* columns = (uint*)KernelScratch.Take(
            KernelScratch.Tiles,
            (nuint)((4 * half) + (PaddedQueries * (Width + 2)) + (3 * PairTile) + (2 * tile) + (2 * Side * Side) + (3 * HalfSide * Side)));
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
        float* logSums = queryGradients + (PaddedQueries * Width);
        float* products = logSums + PaddedQueries;
        for (int m = 0; m < Queries; m += Side)
        {
            int lanes = Math.Min(Side, Queries - m);
            int at = m / 2 * Width;
            PairLayout.Neighbours(Q + (m * QueryRow), QueryRow, lanes, Width, columns + at);
            PairLayout.Neighbours(gradient + (m * OutputRow), OutputRow, lanes, Width, gradientColumns + at);
            PairLayout.Rows(Q + (m * QueryRow), QueryRow, lanes, Width, rows + at);
            PairLayout.Rows(gradient + (m * OutputRow), OutputRow, lanes, Width, gradientRows + at);
        }

        new Span<float>(queryGradients, PaddedQueries * Width).Clear();
        OutputProducts(gradient, logSums, products);
        for (int n = 0; n < Keys; n += Side)
        {
            int count = Math.Min(Side, Keys - n);
            PairLayout.Neighbours(K + (n * KeyRow), KeyRow, count, Width, keys);
            PairLayout.Neighbours(V + (n * KeyRow), KeyRow, count, Width, values);
            PairLayout.Rows(K + (n * KeyRow), KeyRow, count, Width, keyRows);
            new Span<float>(keyGradients, tile).Clear();
            new Span<float>(valueGradients, tile).Clear();
            for (int m = 0; m < Queries; m += Side)
            {
                int at = m / 2 * Width;
                Products.Scores(keys, columns + at, scores);
                Products.Scores(values, gradientColumns + at, slopes);
                OmitPadding(scores, count);
                Slopes(scores, slopes, Root * Simd.Log2E, logSums + m, products + m, probabilityRows, slopeRows, slopePairs);
                Products.AddRows(probabilityRows, gradientRows + at, valueGradients);
                Products.AddRows(slopeRows, rows + at, keyGradients);
                Products.AddColumns(keyRows, slopePairs, queryGradients + (m * Width));
            }

            TileTranspose.Copy(keyGradients, Width, count, Width, Root, keyGradients, Width);
            Simd.Narrow(keyGradients, Width, count, Width, gradK + (n * KeyRow), KeyRow);
            Simd.Narrow(valueGradients, Width, count, Width, gradV + (n * KeyRow), KeyRow);
        }

        for (int m = 0; m < Queries; m += Side)
        {
            int lanes = Math.Min(Side, Queries - m);
            TileTranspose.Out(queryGradients + (m * Width), lanes, Width, Root, keyGradients, Width);
            Simd.Narrow(keyGradients, Width, lanes, Width, gradQ + (m * QueryRow), QueryRow);
        }
    }

    /// <summary>Each query's output times its gradient, which all its scores' gradients share; and a padded copy of the logarithms.</summary>
    void OutputProducts(ushort* gradient, float* logSums, float* products)
    {
        new Span<float>(LogSums, Queries).CopyTo(new Span<float>(logSums, Queries));
        new Span<float>(logSums + Queries, PaddedQueries - Queries).Clear();
        new Span<float>(products + Queries, PaddedQueries - Queries).Clear();
        for (int m = 0; m < Queries; m++)
        {
            Vector512<float> sum = Vector512<float>.Zero;
            for (int i = 0; i < Width; i += Simd.Lanes)
            {
                sum = FusedMultiplyAdd(Simd.Widen(O + (m * OutputRow) + i), Simd.Widen(gradient + (m * OutputRow) + i), sum);
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
            Vector512<float> a0 = Simd.Exp2(m0 - n0), a1 = Simd.Exp2(m1 - n1), a2 = Simd.Exp2(m2 - n2);
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
