using System.Runtime.InteropServices;
using Actors.Model.Kernels;
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
    public void Attention_is_that_of_float64_but_for_the_last_rounding()
    {
        Skip();
        using var scope = NewDisposeScope();
        foreach ((long queries, long keys, int heads, long width) in new[] { (70L, 131L, 2, 64L), (48L, 48L, 3, 48L), (1L, 5L, 1, 32L) })
        {
            Tensor q = Leaf(1, 2, queries, width);
            Tensor kv = Leaf(2, 2, keys, 2 * width);
            Tensor gradient = randn([2, queries, width], generator: new Generator(3)).to(bfloat16);
            Tensor output = FusedAttention.OfQueries(q, kv, heads);
            Assert.Equal(ScalarType.BFloat16, output.dtype);
            output.backward([gradient]);
            Tensor exactQ = Exact(q), exactKv = Exact(kv);
            Tensor[] parts = [.. new[] { exactQ, exactKv.narrow(2, 0, width), exactKv.narrow(2, width, width) }.Select(x => x.view(2, x.shape[1], heads, -1).transpose(1, 2))];
            Tensor exact = F.scaled_dot_product_attention(parts[0], parts[1], parts[2]).transpose(1, 2).flatten(2);
            exact.backward([gradient.to(float64)]);
            Close(exact, output, 1);

            // The output that the backward pass reads has been rounded as well.
            Close(exactQ.grad!, q.grad!, 4);
            Close(exactKv.grad!, kv.grad!, 4);
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

    static Tensor Exact(Tensor x) => x.detach().to(float64).requires_grad_();

    static void Close(Tensor exact, Tensor found, double roundings)
    {
        Tensor size = exact.abs().clamp_min(roundings > 1 ? exact.abs().max().item<double>() / 4 : 1e-4);
        Assert.InRange(((exact - found.to(float64)).abs() / size).max().item<double>(), 0, (roundings * Rounding) + 2e-3 * (roundings > 1 ? 1 : 0) + 1e-5);
    }

    static void Skip() => Assert.SkipUnless(Simd.Available, "this processor has no AVX-512");
}
