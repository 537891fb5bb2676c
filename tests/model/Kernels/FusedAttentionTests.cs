using Actors.Model.Devices;
using Actors.Model.Kernels;
using CsCheck;
using Xunit;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace Actors.Tests.Model.Kernels;

/// <summary>The kernel against libtorch's own attention in float64.</summary>
public class FusedAttentionTests
{
    static readonly Gen<(int Batch, int Heads, int Width, int Queries, int Keys, int Seed)> Shapes = Gen.Select(
        Gen.Int[1, 2], Gen.Int[1, 3], Gen.Int[1, 4].Select(i => 16 * i), Gen.Int[1, 130], Gen.Int[0, 100], Gen.Int,
        (batch, heads, width, queries, more, seed) => (batch, heads, width, queries, queries + more, seed));

    [Fact]
    public void Outputs_and_gradients_are_those_of_float64_for_any_number_of_queries_keys_and_heads()
    {
        Skip();
        Shapes.Sample(
            shape =>
            {
                using var scope = NewDisposeScope();
                long width = shape.Heads * shape.Width;
                Tensor q = Leaf(shape.Seed, shape.Batch, shape.Queries, width);
                Tensor kv = Leaf(shape.Seed + 1, shape.Batch, shape.Keys, 2 * width);
                Compare(
                    [q, kv], x => FusedAttention.OfQueries(x[0], x[1], shape.Heads),
                    x => Reference(x[0], x[1].narrow(2, 0, width), x[1].narrow(2, width, width), shape.Heads));
                Tensor qkv = Leaf(shape.Seed + 2, shape.Batch, shape.Keys, 3 * width);
                Compare(
                    [qkv], x => FusedAttention.OfAll(x[0], shape.Heads),
                    x => Reference(x[0].narrow(2, 0, width), x[0].narrow(2, width, width), x[0].narrow(2, 2 * width, width), shape.Heads));
            },
            iter: 40,
            threads: 1);
    }

    [Theory]
    [InlineData(30f)]
    [InlineData(1e-3f)]
    [InlineData(1e4f)]
    public void Large_and_small_scores_neither_overflow_nor_vanish(float size)
    {
        Skip();
        using var scope = NewDisposeScope();
        Tensor qkv = (randn(1, 100, 3 * 32, generator: new Generator(5)) * size).requires_grad_();
        Tensor output = FusedAttention.OfAll(qkv, 1);
        output.sum().backward();
        Assert.True(output.isfinite().all().item<bool>());
        Assert.True(qkv.grad!.isfinite().all().item<bool>());
        Tensor exact = Reference(qkv.narrow(2, 0, 32).@double(), qkv.narrow(2, 32, 32).@double(), qkv.narrow(2, 64, 32).@double(), 1);
        Tensor theirs = Reference(qkv.narrow(2, 0, 32), qkv.narrow(2, 32, 32), qkv.narrow(2, 64, 32), 1);
        Assert.InRange(Off(exact, output) / size, 0, (4 * Off(exact, theirs) / size) + 1e-6);
    }

    [Fact]
    public void The_number_of_threads_changes_no_bit()
    {
        Skip();
        using var scope = NewDisposeScope();
        Tensor x = Leaf(3, 2, 150, 3 * 96);
        (Tensor one, Tensor gradient) = Run(1);
        (Tensor three, Tensor same) = Run(3);
        Assert.True(one.equal(three).all().item<bool>());
        Assert.True(gradient.equal(same).all().item<bool>());

        (Tensor Output, Tensor Gradient) Run(int threads)
        {
            TorchThreads.Use(threads);
            try
            {
                Tensor leaf = x.detach().clone().requires_grad_();
                Tensor output = FusedAttention.OfAll(leaf, 3);
                (output * output).sum().backward();
                return (output.detach(), leaf.grad!);
            }
            finally
            {
                TorchThreads.Use(1);
            }
        }
    }

    static void Skip() => Assert.SkipUnless(Simd.Available, "this processor has no AVX-512");

    static Tensor Leaf(long seed, params long[] shape) => (randn(shape, generator: new Generator((ulong)seed)) * 1.5).requires_grad_();

    static Tensor Reference(Tensor q, Tensor k, Tensor v, int heads)
    {
        Tensor[] parts = [.. new[] { q, k, v }.Select(x => x.view(x.shape[0], x.shape[1], heads, -1).transpose(1, 2))];
        return F.scaled_dot_product_attention(parts[0], parts[1], parts[2]).transpose(1, 2).flatten(2);
    }

    static void Compare(Tensor[] inputs, Func<Tensor[], Tensor> ours, Func<Tensor[], Tensor> theirs)
    {
        Tensor[] exact = Evaluate(theirs, inputs, ScalarType.Float64);
        Tensor[] single = Evaluate(theirs, inputs, ScalarType.Float32);
        foreach ((Tensor mine, Tensor right, Tensor other) in Evaluate(ours, inputs, ScalarType.Float32).Zip(exact, single))
        {
            // On the whole as near as libtorch; the farthest of thousands of values is a matter of luck, so that is bounded only roughly.
            double size = Math.Max(1, right.abs().max().item<double>());
            Assert.InRange(RootMeanSquare(mine), 0, (2 * RootMeanSquare(other)) + (5e-7 * size));
            Assert.InRange(Off(right, mine), 0, 2e-5 * size);

            double RootMeanSquare(Tensor found) => (found.@double() - right).square().mean().sqrt().item<double>();
        }
    }

    /// <summary>The output and the gradient of each input.</summary>
    static Tensor[] Evaluate(Func<Tensor[], Tensor> attention, Tensor[] inputs, ScalarType type)
    {
        Tensor[] leaves = [.. inputs.Select(x => x.detach().to(type, copy: true).requires_grad_())];
        Tensor output = attention(leaves);
        output.backward([randn(output.shape, generator: new Generator(7)).to(type)]);
        return [output.detach(), .. leaves.Select(leaf => leaf.grad!)];
    }

    static double Off(Tensor exact, Tensor found) => (exact - found.@double()).abs().max().item<double>();
}
