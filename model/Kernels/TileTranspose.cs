using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Actors.Model.Kernels;

/// <summary>Between rows as tensors have them and columns as tiles need them, four by four.</summary>
internal static unsafe class TileTranspose
{
    const int Side = AttentionTile.Side;

    /// <summary><c>rows[count, width]</c>, times a factor, to <c>tile[width, 48]</c>; the columns behind <paramref name="count"/> are 0.</summary>
    public static void In(float* rows, nint row, int count, int width, float factor, float* tile)
    {
        if (count < Side)
        {
            new Span<float>(tile, width * Side).Clear();
        }

        Vector128<float> by = Vector128.Create(factor);
        int r = 0;
        for (; r + 4 <= count; r += 4)
        {
            for (int i = 0; i < width; i += 4)
            {
                float* from = rows + (r * row) + i;
                float* to = tile + (i * Side) + r;
                Four(
                    Vector128.Load(from) * by, Vector128.Load(from + row) * by, Vector128.Load(from + (2 * row)) * by, Vector128.Load(from + (3 * row)) * by,
                    to, Side);
            }
        }

        for (; r < count; r++)
        {
            for (int i = 0; i < width; i++)
            {
                tile[(i * Side) + r] = rows[(r * row) + i] * factor;
            }
        }
    }

    /// <summary><c>tile[width, 48]</c>, times a factor, to <c>rows[count, width]</c>.</summary>
    public static void Out(float* tile, int count, int width, float factor, float* rows, nint row)
    {
        Vector128<float> by = Vector128.Create(factor);
        int r = 0;
        for (; r + 4 <= count; r += 4)
        {
            for (int i = 0; i < width; i += 4)
            {
                float* from = tile + (i * Side) + r;
                Four(
                    Vector128.Load(from) * by, Vector128.Load(from + Side) * by, Vector128.Load(from + (2 * Side)) * by, Vector128.Load(from + (3 * Side)) * by,
                    rows + (r * row) + i, row);
            }
        }

        for (; r < count; r++)
        {
            for (int i = 0; i < width; i++)
            {
                rows[(r * row) + i] = tile[(i * Side) + r] * factor;
            }
        }
    }

    /// <summary><c>rows[count, width]</c>, times a factor, to rows of another stride.</summary>
    public static void Copy(float* rows, nint row, int count, int width, float factor, float* to, nint toRow)
    {
        Vector512<float> by = Vector512.Create(factor);
        for (int r = 0; r < count; r++)
        {
            for (int i = 0; i < width; i += Simd.Lanes)
            {
                (Vector512.Load(rows + (r * row) + i) * by).Store(to + (r * toRow) + i);
            }
        }
    }

    /// <summary>Four rows of four to four columns.</summary>
    public static void Four(Vector128<float> a, Vector128<float> b, Vector128<float> c, Vector128<float> d, float* to, nint step)
    {
        Vector128<float> ab = Sse.UnpackLow(a, b), cd = Sse.UnpackLow(c, d), ba = Sse.UnpackHigh(a, b), dc = Sse.UnpackHigh(c, d);
        Sse.MoveLowToHigh(ab, cd).Store(to);
        Sse.MoveHighToLow(cd, ab).Store(to + step);
        Sse.MoveLowToHigh(ba, dc).Store(to + (2 * step));
        Sse.MoveHighToLow(dc, ba).Store(to + (3 * step));
    }
}
