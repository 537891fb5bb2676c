using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Actors.Model.Kernels;

/// <summary>From rows of bfloat16, as tensors have them, to the pairs that <see cref="PairProducts"/> multiplies.</summary>
internal static unsafe class PairLayout
{
    const int Side = AttentionTile.Side;

    /// <summary><c>rows[count, width]</c> to neighbours of a row in pairs, <c>[width / 2, 48, 2]</c>; the columns behind <paramref name="count"/> are 0.</summary>
    public static void Neighbours(ushort* rows, nint row, int count, int width, uint* tile)
    {
        if (count < Side)
        {
            new Span<uint>(tile, width / 2 * Side).Clear();
        }

        int r = 0;
        for (; r + 4 <= count; r += 4)
        {
            for (int i = 0; i < width / 2; i += 4)
            {
                ushort* from = rows + (r * row) + (2 * i);
                TileTranspose.Four(Four(from), Four(from + row), Four(from + (2 * row)), Four(from + (3 * row)), (float*)tile + (i * Side) + r, Side);
            }
        }

        for (; r < count; r++)
        {
            for (int i = 0; i < width / 2; i++)
            {
                tile[(i * Side) + r] = *(uint*)(rows + (r * row) + (2 * i));
            }
        }
    }

    /// <summary><c>rows[count, width]</c> to pairs of rows, <c>[24, width, 2]</c>; the rows behind <paramref name="count"/> are 0.</summary>
    public static void Rows(ushort* rows, nint row, int count, int width, uint* tile)
    {
        for (int r = 0; r < Side; r += 2)
        {
            for (int i = 0; i < width; i += Simd.Lanes, tile += Simd.Lanes)
            {
                ushort* from = rows + (r * row) + i;
                Vector512<uint> first = r < count ? Wide(from) : default;
                Vector512<uint> second = r + 1 < count ? Wide(from + row) : default;
                (first | (second << 16)).Store(tile);
            }
        }
    }

    /// <summary>Two rows of 16 floats, rounded, as pairs. Half of the last place goes away from zero.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<uint> Pairs(Vector512<float> first, Vector512<float> second)
    {
        Vector512<uint> half = Vector512.Create(0x8000u);
        return Vector512.ConditionalSelect(Vector512.Create(0xFFFF0000u), second.AsUInt32() + half, (first.AsUInt32() + half) >> 16);
    }

    /// <summary>16 floats, rounded as <see cref="Pairs"/> does.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Narrow(Vector512<float> x, ushort* to) =>
        Avx512F.ConvertToVector256UInt16((x.AsUInt32() + Vector512.Create(0x8000u)) >> 16).Store(to);

    static Vector128<float> Four(ushort* pairs) => Vector128.Load((float*)pairs);

    static Vector512<uint> Wide(ushort* x) => Avx512F.ConvertToVector512UInt32(Vector256.Load(x));
}
