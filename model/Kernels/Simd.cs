using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Actors.Model.Kernels;

/// <summary>What the kernels share: whether this processor can run them, and elementary functions over 16 floats.</summary>
internal static unsafe class Simd
{
    /// <summary>Floats in a vector.</summary>
    public const int Lanes = 16;

    /// <summary>log2(e): what turns an exponent of e into one of 2.</summary>
    public const float Log2E = 1.44269504f;

    /// <summary>Whether the processor has AVX-512; without it libtorch's own operators do the same work.</summary>
    public static bool Available => Avx512F.IsSupported;

    /// <summary>2 to the power of x, at most 1.5e-7 off in proportion; 0 from -150 down. Not for infinities or NaN.</summary>
    /// <remarks>A minimax polynomial of degree 5 for the fraction, which lies in -1/2 to 1/2; the integer part goes to the exponent.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Exp2(Vector512<float> x)
    {
        Vector512<float> whole = Avx512F.RoundScale(x, 0);
        Vector512<float> f = x - whole;
        Vector512<float> p = Vector512.Create(0.00132764719f);
        p = Avx512F.FusedMultiplyAdd(p, f, Vector512.Create(0.00967554133f));
        p = Avx512F.FusedMultiplyAdd(p, f, Vector512.Create(0.0555071327f));
        p = Avx512F.FusedMultiplyAdd(p, f, Vector512.Create(0.240221197f));
        p = Avx512F.FusedMultiplyAdd(p, f, Vector512.Create(0.693146967f));
        p = Avx512F.FusedMultiplyAdd(p, f, Vector512.Create(1.00000007f));
        return Avx512F.Scale(p, whole);
    }

    /// <summary>As <see cref="Exp2"/>, at most 7.5e-5 off in proportion: a fiftieth of what rounding to bfloat16 takes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> RoughExp2(Vector512<float> x)
    {
        Vector512<float> whole = Avx512F.RoundScale(x, 0);
        Vector512<float> f = x - whole;
        Vector512<float> p = Vector512.Create(0.05517167f);
        p = Avx512F.FusedMultiplyAdd(p, f, Vector512.Create(0.24261113f));
        p = Avx512F.FusedMultiplyAdd(p, f, Vector512.Create(0.69326099f));
        p = Avx512F.FusedMultiplyAdd(p, f, Vector512.Create(0.99992807f));
        return Avx512F.Scale(p, whole);
    }

    /// <summary>16 bfloat16 as floats.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Widen(ushort* x) => (Avx512F.ConvertToVector512UInt32(Vector256.Load(x)) << 16).AsSingle();

    /// <summary>16 floats to the nearest bfloat16, ties to even. A NaN stays one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Narrow(Vector512<float> x, ushort* to)
    {
        Vector512<uint> bits = x.AsUInt32();
        Vector512<uint> rounded = (bits + Vector512.Create(0x7FFFu) + ((bits >> 16) & Vector512<uint>.One)) >> 16;
        Vector512<uint> either = Vector512.ConditionalSelect(Vector512.Equals(x, x).AsUInt32(), rounded, Vector512.Create(0x7FC0u));
        Avx512F.ConvertToVector256UInt16(either).Store(to);
    }

    /// <summary>Rows of bfloat16 as rows of floats; the width is a multiple of 16.</summary>
    public static void Widen(ushort* rows, nint row, int count, int width, float* to, nint toRow)
    {
        for (int r = 0; r < count; r++)
        {
            for (int i = 0; i < width; i += Lanes)
            {
                Widen(rows + (r * row) + i).Store(to + (r * toRow) + i);
            }
        }
    }

    /// <summary>Rows of floats as rows of bfloat16; the width is a multiple of 16.</summary>
    public static void Narrow(float* rows, nint row, int count, int width, ushort* to, nint toRow)
    {
        for (int r = 0; r < count; r++)
        {
            for (int i = 0; i < width; i += Lanes)
            {
                Narrow(Vector512.Load(rows + (r * row) + i), to + (r * toRow) + i);
            }
        }
    }
}
