using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Actors.Model.Kernels;

/// <summary>What the kernels share: whether this processor can run them, and elementary functions over 16 floats.</summary>
internal static class Simd
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
}
