using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using static System.Runtime.Intrinsics.Vector512;

namespace Actors.Model.Kernels;

/// <summary>Matrix products of tiles that lie in the first-level cache; 24 accumulators stay in registers.</summary>
/// <remarks>Written out, not looped: the compiler keeps locals in registers, never arrays.</remarks>
internal static unsafe class AttentionTile
{
    /// <summary>Queries, and keys, of a tile: three vectors.</summary>
    public const int Side = 48;

    /// <summary><c>c[8, 48] = a[k, 8]^T b[k, 48]</c>, or <c>+=</c>.</summary>
    /// <param name="a">8 neighbours for each k, <paramref name="lda"/> floats apart.</param>
    /// <param name="lda">Floats from one k to the next.</param>
    /// <param name="b">48 neighbours for each k, without gaps.</param>
    /// <param name="c">Rows of 48, without gaps.</param>
    /// <param name="k">Terms of each sum.</param>
    /// <param name="add">Whether to add to what is there.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Rows8(float* a, nint lda, float* b, float* c, nint k, bool add)
    {
        Vector512<float> c00 = default, c01 = default, c02 = default, c10 = default, c11 = default, c12 = default;
        Vector512<float> c20 = default, c21 = default, c22 = default, c30 = default, c31 = default, c32 = default;
        Vector512<float> c40 = default, c41 = default, c42 = default, c50 = default, c51 = default, c52 = default;
        Vector512<float> c60 = default, c61 = default, c62 = default, c70 = default, c71 = default, c72 = default;
        if (add)
        {
            (c00, c01, c02) = (Load(c), Load(c + 16), Load(c + 32));
            (c10, c11, c12) = (Load(c + 48), Load(c + 64), Load(c + 80));
            (c20, c21, c22) = (Load(c + 96), Load(c + 112), Load(c + 128));
            (c30, c31, c32) = (Load(c + 144), Load(c + 160), Load(c + 176));
            (c40, c41, c42) = (Load(c + 192), Load(c + 208), Load(c + 224));
            (c50, c51, c52) = (Load(c + 240), Load(c + 256), Load(c + 272));
            (c60, c61, c62) = (Load(c + 288), Load(c + 304), Load(c + 320));
            (c70, c71, c72) = (Load(c + 336), Load(c + 352), Load(c + 368));
        }

        for (nint i = 0; i < k; i++)
        {
            Vector512<float> b0 = Load(b), b1 = Load(b + 16), b2 = Load(b + 32);
            Vector512<float> x = Create(a[0]);
            (c00, c01, c02) = (FusedMultiplyAdd(x, b0, c00), FusedMultiplyAdd(x, b1, c01), FusedMultiplyAdd(x, b2, c02));
            x = Create(a[1]);
            (c10, c11, c12) = (FusedMultiplyAdd(x, b0, c10), FusedMultiplyAdd(x, b1, c11), FusedMultiplyAdd(x, b2, c12));
            x = Create(a[2]);
            (c20, c21, c22) = (FusedMultiplyAdd(x, b0, c20), FusedMultiplyAdd(x, b1, c21), FusedMultiplyAdd(x, b2, c22));
            x = Create(a[3]);
            (c30, c31, c32) = (FusedMultiplyAdd(x, b0, c30), FusedMultiplyAdd(x, b1, c31), FusedMultiplyAdd(x, b2, c32));
            x = Create(a[4]);
            (c40, c41, c42) = (FusedMultiplyAdd(x, b0, c40), FusedMultiplyAdd(x, b1, c41), FusedMultiplyAdd(x, b2, c42));
            x = Create(a[5]);
            (c50, c51, c52) = (FusedMultiplyAdd(x, b0, c50), FusedMultiplyAdd(x, b1, c51), FusedMultiplyAdd(x, b2, c52));
            x = Create(a[6]);
            (c60, c61, c62) = (FusedMultiplyAdd(x, b0, c60), FusedMultiplyAdd(x, b1, c61), FusedMultiplyAdd(x, b2, c62));
            x = Create(a[7]);
            (c70, c71, c72) = (FusedMultiplyAdd(x, b0, c70), FusedMultiplyAdd(x, b1, c71), FusedMultiplyAdd(x, b2, c72));
            a += lda;
            b += Side;
        }

        Put(c, c00, c01, c02);
        Put(c + 48, c10, c11, c12);
        Put(c + 96, c20, c21, c22);
        Put(c + 144, c30, c31, c32);
        Put(c + 192, c40, c41, c42);
        Put(c + 240, c50, c51, c52);
        Put(c + 288, c60, c61, c62);
        Put(c + 336, c70, c71, c72);
    }

    /// <summary><c>c[12, 32] += a[12, 48] b[48, 32]</c>.</summary>
    /// <param name="a">Rows of 48, without gaps.</param>
    /// <param name="b">Rows of 32.</param>
    /// <param name="c">Rows of 32.</param>
    /// <param name="ld">Floats from a row of <paramref name="b"/> or <paramref name="c"/> to the next.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Rows12(float* a, float* b, float* c, nint ld)
    {
        float* d = c + (6 * ld);
        Vector512<float> c00 = Load(c), c01 = Load(c + 16);
        Vector512<float> c10 = Load(c + ld), c11 = Load(c + ld + 16);
        Vector512<float> c20 = Load(c + (2 * ld)), c21 = Load(c + (2 * ld) + 16);
        Vector512<float> c30 = Load(c + (3 * ld)), c31 = Load(c + (3 * ld) + 16);
        Vector512<float> c40 = Load(c + (4 * ld)), c41 = Load(c + (4 * ld) + 16);
        Vector512<float> c50 = Load(c + (5 * ld)), c51 = Load(c + (5 * ld) + 16);
        Vector512<float> c60 = Load(d), c61 = Load(d + 16);
        Vector512<float> c70 = Load(d + ld), c71 = Load(d + ld + 16);
        Vector512<float> c80 = Load(d + (2 * ld)), c81 = Load(d + (2 * ld) + 16);
        Vector512<float> c90 = Load(d + (3 * ld)), c91 = Load(d + (3 * ld) + 16);
        Vector512<float> ca0 = Load(d + (4 * ld)), ca1 = Load(d + (4 * ld) + 16);
        Vector512<float> cb0 = Load(d + (5 * ld)), cb1 = Load(d + (5 * ld) + 16);
        for (nint m = 0; m < Side; m++)
        {
            Vector512<float> b0 = Load(b), b1 = Load(b + 16);
            Vector512<float> x = Create(a[0]);
            (c00, c01) = (FusedMultiplyAdd(x, b0, c00), FusedMultiplyAdd(x, b1, c01));
            x = Create(a[48]);
            (c10, c11) = (FusedMultiplyAdd(x, b0, c10), FusedMultiplyAdd(x, b1, c11));
            x = Create(a[96]);
            (c20, c21) = (FusedMultiplyAdd(x, b0, c20), FusedMultiplyAdd(x, b1, c21));
            x = Create(a[144]);
            (c30, c31) = (FusedMultiplyAdd(x, b0, c30), FusedMultiplyAdd(x, b1, c31));
            x = Create(a[192]);
            (c40, c41) = (FusedMultiplyAdd(x, b0, c40), FusedMultiplyAdd(x, b1, c41));
            x = Create(a[240]);
            (c50, c51) = (FusedMultiplyAdd(x, b0, c50), FusedMultiplyAdd(x, b1, c51));
            x = Create(a[288]);
            (c60, c61) = (FusedMultiplyAdd(x, b0, c60), FusedMultiplyAdd(x, b1, c61));
            x = Create(a[336]);
            (c70, c71) = (FusedMultiplyAdd(x, b0, c70), FusedMultiplyAdd(x, b1, c71));
            x = Create(a[384]);
            (c80, c81) = (FusedMultiplyAdd(x, b0, c80), FusedMultiplyAdd(x, b1, c81));
            x = Create(a[432]);
            (c90, c91) = (FusedMultiplyAdd(x, b0, c90), FusedMultiplyAdd(x, b1, c91));
            x = Create(a[480]);
            (ca0, ca1) = (FusedMultiplyAdd(x, b0, ca0), FusedMultiplyAdd(x, b1, ca1));
            x = Create(a[528]);
            (cb0, cb1) = (FusedMultiplyAdd(x, b0, cb0), FusedMultiplyAdd(x, b1, cb1));
            a++;
            b += ld;
        }

        Put(c, c00, c01);
        Put(c + ld, c10, c11);
        Put(c + (2 * ld), c20, c21);
        Put(c + (3 * ld), c30, c31);
        Put(c + (4 * ld), c40, c41);
        Put(c + (5 * ld), c50, c51);
        Put(d, c60, c61);
        Put(d + ld, c70, c71);
        Put(d + (2 * ld), c80, c81);
        Put(d + (3 * ld), c90, c91);
        Put(d + (4 * ld), ca0, ca1);
        Put(d + (5 * ld), cb0, cb1);
    }

    /// <summary><c>c[12, 16] += a[12, 48] b[48, 16]</c>, otherwise as <see cref="Rows12"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Rows12Narrow(float* a, float* b, float* c, nint ld)
    {
        float* d = c + (6 * ld);
        Vector512<float> c0 = Load(c), c1 = Load(c + ld), c2 = Load(c + (2 * ld)), c3 = Load(c + (3 * ld)), c4 = Load(c + (4 * ld)), c5 = Load(c + (5 * ld));
        Vector512<float> c6 = Load(d), c7 = Load(d + ld), c8 = Load(d + (2 * ld)), c9 = Load(d + (3 * ld)), ca = Load(d + (4 * ld)), cb = Load(d + (5 * ld));
        for (nint m = 0; m < Side; m++)
        {
            Vector512<float> x = Load(b);
            (c0, c1, c2) = (FusedMultiplyAdd(Create(a[0]), x, c0), FusedMultiplyAdd(Create(a[48]), x, c1), FusedMultiplyAdd(Create(a[96]), x, c2));
            (c3, c4, c5) = (FusedMultiplyAdd(Create(a[144]), x, c3), FusedMultiplyAdd(Create(a[192]), x, c4), FusedMultiplyAdd(Create(a[240]), x, c5));
            (c6, c7, c8) = (FusedMultiplyAdd(Create(a[288]), x, c6), FusedMultiplyAdd(Create(a[336]), x, c7), FusedMultiplyAdd(Create(a[384]), x, c8));
            (c9, ca, cb) = (FusedMultiplyAdd(Create(a[432]), x, c9), FusedMultiplyAdd(Create(a[480]), x, ca), FusedMultiplyAdd(Create(a[528]), x, cb));
            a++;
            b += ld;
        }

        Put(c, ld, c0, c1, c2);
        Put(c + (3 * ld), ld, c3, c4, c5);
        Put(d, ld, c6, c7, c8);
        Put(d + (3 * ld), ld, c9, ca, cb);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static void Put(float* to, Vector512<float> a, Vector512<float> b)
    {
        a.Store(to);
        b.Store(to + 16);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static void Put(float* to, Vector512<float> a, Vector512<float> b, Vector512<float> c) => Put(to, 16, a, b, c);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static void Put(float* to, nint step, Vector512<float> a, Vector512<float> b, Vector512<float> c)
    {
        a.Store(to);
        b.Store(to + step);
        c.Store(to + (2 * step));
    }
}
