using System.Runtime.InteropServices;
using Actors.Model.Devices;
using Actors.Model.Kernels;
using CsCheck;
using Xunit;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace Actors.Tests.Model.Kernels;

/// <summary>The kernels on bfloat16, against libtorch in float64 on the same rounded numbers.</summary>
public class NarrowTests
{
    // Half a unit in the last of bfloat16's 8 places, for a number just above a power of two.
    const double Rounding = 1.0 / 256;

    [Fact]
    public unsafe void Rounding_is_that_of_libtorch_for_ordinary_tiny_huge_and_no_numbers()
    {
        Skip();
        using var scope = NewDisposeScope();
        float[] values =
        [
            .. Enumerable.Range(0, 1 << 18).Select(i => i * 16411)
                .Concat(Enumerable.Range(-64, 128).SelectMany(i => new[] { i + 0x7F800000, i + unchecked((int)0xFF800000), i }))
                .Select(BitConverter.Int32BitsToSingle),
        ];
        Tensor expected = tensor(values).to(bfloat16);
        ushort[] narrow = new ushort[values.Length];
        float[] wide = new float[values.Length];
        fixed (float* from = values, again = wide)
        fixed (ushort* to = narrow)
        {
            Simd.Narrow(from, 16, values.Length / 16, 16, to, 16);
            Simd.Widen(to, 16, values.Length / 16, 16, again, 16);
        }

        ReadOnlySpan<ushort> theirs = MemoryMarshal.Cast<byte, ushort>(expected.bytes);
        for (int i = 0; i < values.Length; i++)
        {
            Assert.True(theirs[i] == narrow[i] || (float.IsNaN(values[i]) && float.IsNaN(wide[i])), $"{BitConverter.SingleToInt32Bits(values[i]):x}");
            Assert.Equal(BitConverter.Int32BitsToSingle(narrow[i] << 16), wide[i]);
        }
    }

    [Fact]
    public void Attention_without_products_of_pairs_is_that_of_float64_but_for_the_last_rounding()
    {
        Skip();
        using var scope = NewDisposeScope();
        foreach ((long queries, long keys, int heads, long width) in new[] { (70L, 131L, 2, 64L), (48L, 48L, 3, 48L), (1L, 5L, 1, 32L) })
        {
            Tensor q = Leaf(1, 2, queries, width);
            Tensor kv = Leaf(2, 2, keys, 2 * width);
            Tensor gradient = randn([2, queries, width], generator: new Generator(3)).to(bfloat16);
            Tensor output = empty([2, queries, width], bfloat16);
            Tensor[] gradients = [empty_like(q), empty_like(kv)];
            AttentionBatch attention = new([q, kv], output, empty(2, heads, queries), heads, pairs: false);
            attention.Forward();
            attention.Backward(gradient, gradients);
            Tensor[] exact = Attention([Exact(q), Exact(kv)], heads, gradient.to(float64));
            Close(exact[0], output, 1);

            // The output that the backward pass reads has been rounded as well.
            Close(exact[1], gradients[0], 4);
            Close(exact[2], gradients[1], 4);
        }
    }

    [Fact]
    public void Attention_by_products_of_pairs_is_as_near_to_float64_as_that_of_libtorch()
    {
        Assert.SkipUnless(PairProducts.For(32) is not null, "this processor has no products of bfloat16 pairs");
        Gen.Select(Gen.Int[1, 3], Gen.Int[1, 5], Gen.Int[1, 130], Gen.Int[1, 230], Gen.Float[0.01f, 3], Gen.Int).Sample(
            (heads, sixteens, queries, keys, size, seed) =>
            {
                using var scope = NewDisposeScope();
                long width = heads * sixteens * 16;
                Tensor q = Leaf((ulong)seed, 2, queries, width) * size;
                Tensor kv = Leaf((ulong)seed + 1, 2, keys, 2 * width) * size;
                Tensor gradient = Leaf(3, 2, queries, width).detach();
                Tensor[] exact = Attention([Exact(q), Exact(kv)], heads, gradient.to(float64));
                Tensor[] theirs = Attention([.. new[] { q, kv }.Select(x => x.detach().requires_grad_())], heads, gradient);
                Tensor[] leaves = [.. new[] { q, kv }.Select(x => x.detach().clone().requires_grad_())];
                Tensor output = FusedAttention.OfQueries(leaves[0], leaves[1], heads);
                Assert.Equal(ScalarType.BFloat16, output.dtype);
                output.backward([gradient]);
                Tensor[] ours = [output.detach(), .. leaves.Select(leaf => leaf.grad!)];
                for (int i = 0; i < 3; i++)
                {
                    double right = Size(exact[i]);
                    Assert.InRange(Size(exact[i] - ours[i]), 0, (1.5 * Size(exact[i] - theirs[i])) + (0.3 * Rounding * right) + 1e-6);
                }
            },
            iter: 60,
            threads: 1);

        static double Size(Tensor x) => x.square().mean().sqrt().item<double>();
    }

    [Theory]
    [InlineData(30f)]
    [InlineData(1e-3f)]
    [InlineData(1e4f)]
    public void Large_and_small_scores_neither_overflow_nor_vanish_and_what_is_no_number_stays_none(float size)
    {
        Skip();
        using var scope = NewDisposeScope();
        foreach (float first in new[] { 1f, float.NaN })
        {
            Tensor qkv = (randn(1, 100, 3 * 32, generator: new Generator(5)) * size).to(bfloat16);
            qkv[0, 7, 3] *= first;
            Tensor output = FusedAttention.OfAll(qkv.requires_grad_(), 1);
            output.sum().backward();
            Assert.Equal(float.IsFinite(first), output.isfinite().all().item<bool>());
            Assert.Equal(float.IsFinite(first), qkv.grad!.isfinite().all().item<bool>());
        }
    }

    [Fact]
    public void The_number_of_threads_changes_no_bit_of_attention()
    {
        Skip();
        using var scope = NewDisposeScope();
        Tensor x = Leaf(3, 2, 150, 3 * 96);
        (Tensor Output, Tensor Gradient) one = Run(1), three = Run(3);
        Assert.True(one.Output.equal(three.Output).all().item<bool>());
        Assert.True(one.Gradient.equal(three.Gradient).all().item<bool>());

        (Tensor Output, Tensor Gradient) Run(int threads)
        {
            TorchThreads.Use(threads);
            try
            {
                Tensor leaf = x.detach().clone().requires_grad_();
                Tensor output = FusedAttention.OfAll(leaf, 3);
                output.backward([output.detach()]);
                return (output.detach(), leaf.grad!);
            }
            finally
            {
                TorchThreads.Use(1);
            }
        }
    }

    [Theory]
    [InlineData(3)]
    [InlineData(16)]
    [InlineData(30_001)]
    public void Gelu_is_that_of_float64_but_for_the_last_rounding(int count)
    {
        Skip();
        using var scope = NewDisposeScope();
        Tensor x = linspace(-8, 8, count).to(bfloat16).requires_grad_();
        Tensor y = FusedGelu.Of(x * 1);
        y.backward([ones_like(y)]);
        Tensor exactX = Exact(x);
        Tensor exact = F.gelu(exactX);
        exact.sum().backward();
        Close(exact, y, 1);
        Close(exactX.grad!, x.grad!, 1);
    }

    static Tensor Leaf(ulong seed, params long[] shape) => randn(shape, generator: new Generator(seed)).to(bfloat16).requires_grad_();

    /// <summary>libtorch's output, and the gradients of queries, and of keys with values.</summary>
    static Tensor[] Attention(Tensor[] inputs, int heads, Tensor gradient)
    {
        long width = inputs[0].shape[2];
        Tensor[] parts =
        [
            .. new[] { inputs[0], inputs[1].narrow(2, 0, width), inputs[1].narrow(2, width, width) }
                .Select(x => x.view(2, x.shape[1], heads, -1).transpose(1, 2)),
        ];
        Tensor output = F.scaled_dot_product_attention(parts[0], parts[1], parts[2]).transpose(1, 2).flatten(2);
        output.backward([gradient]);
        return [output.detach(), .. inputs.Select(input => input.grad!)];
    }

    static Tensor Exact(Tensor x) => x.detach().to(float64).requires_grad_();

    static void Close(Tensor exact, Tensor found, double roundings)
    {
        Tensor size = exact.abs().clamp_min(roundings > 1 ? exact.abs().max().item<double>() / 4 : 1e-4);
        Assert.InRange(((exact - found.to(float64)).abs() / size).max().item<double>(), 0, (roundings * Rounding) + 2e-3 * (roundings > 1 ? 1 : 0) + 1e-5);
    }

    static void Skip() => Assert.SkipUnless(Simd.Available, "this processor has no AVX-512");
}
