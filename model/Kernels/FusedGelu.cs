using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using TorchSharp;
using static TorchSharp.torch;

namespace Actors.Model.Kernels;

/// <summary>The exact GELU (Hendrycks and Gimpel 2016), <c>x Phi(x)</c>, which computes its derivative on the way.</summary>
/// <remarks>
/// The backward pass then is one product. libtorch's needs an error function and an exponential again, and takes four times as long in all.
/// </remarks>
internal static unsafe class FusedGelu
{
    // Elements of a thread's share; a multiple of the lanes, so that shares change no bit.
    const int Share = 1 << 16;

    // erfc(a) = exp(-a^2) (c1 t + .. + c6 t^6) with t = 1 / (1 + p a), at most 3e-8 off for a >= 0: the form of Abramowitz and Stegun 7.1.26,
    // fitted anew with one term more. The factor 1/2 of Phi is in the coefficients.
    const float P = 0.55f;
    const float C1 = 0.5f * 0.301797032f;
    const float C2 = 0.5f * 0.389441252f;
    const float C3 = 0.5f * -0.0377865955f;
    const float C4 = 0.5f * 0.755029857f;
    const float C5 = 0.5f * -0.515049934f;
    const float C6 = 0.5f * 0.106568336f;

    /// <summary>Whether this processor and this tensor are what the kernel is for.</summary>
    public static bool Takes(Tensor x) =>
        Simd.Available && x.device_type == DeviceType.CPU && x.dtype is ScalarType.Float32 or ScalarType.BFloat16 && x.is_contiguous();

    /// <summary>GELU of every element.</summary>
    /// <param name="x">Any shape, contiguous. <b>Its memory is used again</b>: nobody else may need its values, its graph included.</param>
    public static Tensor Of(Tensor x)
    {
        if (is_grad_enabled() && x.requires_grad)
        {
            return Function.apply(x);
        }

        Forward(x, x, null);
        return x;
    }

    static void Forward(Tensor x, Tensor y, Tensor? slope)
    {
        byte* from = Memory.Of(x);
        byte* to = Memory.Of(y);
        byte* slopes = slope is null ? null : Memory.Of(slope);
        bool narrow = x.dtype == ScalarType.BFloat16;
        nint bytes = narrow ? sizeof(ushort) : sizeof(float);
        Shares(x.numel(), (start, count) =>
        {
            byte* s = slopes is null ? null : slopes + (start * bytes);
            if (narrow)
            {
                Forward((ushort*)(from + (start * bytes)), (ushort*)(to + (start * bytes)), (ushort*)s, count);
            }
            else
            {
                Forward((float*)(from + (start * bytes)), (float*)(to + (start * bytes)), (float*)s, count);
            }
        });
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static void Forward(float* x, float* y, float* slope, int count)
    {
        int whole = count & ~(Simd.Lanes - 1);
        for (int i = 0; i < whole; i += Simd.Lanes)
        {
            Vector512<float> value = One(Vector512.Load(x + i), out Vector512<float> derivative);
            if (slope is not null)
            {
                derivative.Store(slope + i);
            }

            value.Store(y + i);
        }

        for (int i = whole; i < count; i++)
        {
            float value = One(Vector512.Create(x[i]), out Vector512<float> derivative).ToScalar();
            if (slope is not null)
            {
                slope[i] = derivative.ToScalar();
            }

            y[i] = value;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static void Forward(ushort* x, ushort* y, ushort* slope, int count)
    {
        int whole = count & ~(Simd.Lanes - 1);
        for (int i = 0; i < whole; i += Simd.Lanes)
        {
            Vector512<float> value = One(Simd.Widen(x + i), out Vector512<float> derivative);
            if (slope is not null)
            {
                Simd.Narrow(derivative, slope + i);
            }

            Simd.Narrow(value, y + i);
        }

        if (whole < count)
        {
            ushort* last = stackalloc ushort[2 * Simd.Lanes];
            new Span<ushort>(x + whole, count - whole).CopyTo(new Span<ushort>(last, Simd.Lanes));
            Simd.Narrow(One(Simd.Widen(last), out Vector512<float> derivative), last);
            Simd.Narrow(derivative, last + Simd.Lanes);
            new Span<ushort>(last, count - whole).CopyTo(new Span<ushort>(y + whole, count - whole));
            if (slope is not null)
            {
                new Span<ushort>(last + Simd.Lanes, count - whole).CopyTo(new Span<ushort>(slope + whole, count - whole));
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Vector512<float> One(Vector512<float> x, out Vector512<float> derivative)
    {
        // exp(-x^2 / 2); beyond 2^-140 it is 0 anyway, and the square of a huge x stays away from infinity.
        Vector512<float> power = Vector512.Max(x * x * Vector512.Create(-0.5f * Simd.Log2E), Vector512.Create(-150f));
        Vector512<float> e = Simd.Exp2(power);
        Vector512<float> a = Vector512.Abs(x) * Vector512.Create(0.707106781f);
        Vector512<float> t = Vector512<float>.One / Vector512.FusedMultiplyAdd(a, Vector512.Create(P), Vector512<float>.One);
        Vector512<float> q = Vector512.Create(C6);
        q = Vector512.FusedMultiplyAdd(q, t, Vector512.Create(C5));
        q = Vector512.FusedMultiplyAdd(q, t, Vector512.Create(C4));
        q = Vector512.FusedMultiplyAdd(q, t, Vector512.Create(C3));
        q = Vector512.FusedMultiplyAdd(q, t, Vector512.Create(C2));
        q = Vector512.FusedMultiplyAdd(q, t, Vector512.Create(C1));
        Vector512<float> tail = q * t * e;
        Vector512<float> cdf = Vector512.ConditionalSelect(Vector512.LessThan(x, Vector512<float>.Zero), tail, Vector512<float>.One - tail);
        derivative = Vector512.FusedMultiplyAdd(x * Vector512.Create(0.398942280f), e, cdf);
        return x * cdf;
    }

    static void Shares(long count, Action<long, int> act)
    {
        int threads = get_num_threads();
        long shares = (count + Share - 1) / Share;
        if (threads > 1 && shares > 1)
        {
            Parallel.For(0L, shares, new ParallelOptions { MaxDegreeOfParallelism = threads }, Act);
            return;
        }

        for (long share = 0; share < shares; share++)
        {
            Act(share);
        }

        void Act(long share) => act(share * Share, (int)Math.Min(Share, count - (share * Share)));
    }

    internal sealed class Function : autograd.SingleTensorFunction<Function>
    {
        public override string Name => "FusedGelu";

        public override Tensor forward(autograd.AutogradContext ctx, params object[] vars)
        {
            var x = (Tensor)vars[0];
            Tensor slope = x.detach();
            Tensor y = empty_like(x);
            Forward(x, y, slope);
            ctx.save_for_backward([slope]);
            return y;
        }

        public override List<Tensor> backward(autograd.AutogradContext ctx, Tensor grad_output)
        {
            // A graph is walked once, so what was saved may become the result.
            List<Tensor> saved = ctx.get_saved_variables();
            Tensor slope = saved[0].detach();
            using Tensor gradient = grad_output.contiguous();
            slope.mul_(gradient);
            return HandedOver.Of(ctx, grad_output, saved, [slope]);
        }
    }
}
