using Actors.Model.Devices;
using Actors.Model.Kernels;
using Xunit;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace Actors.Tests.Model.Kernels;

/// <summary>The kernel against libtorch's own GELU in float64.</summary>
public class FusedGeluTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(15)]
    [InlineData(16)]
    [InlineData(200_003)]
    public void Values_and_slopes_are_those_of_float64_within_a_few_units_of_the_last_place(int count)
    {
        Skip();
        using var scope = NewDisposeScope();
        Tensor x = linspace(-12, 12, count);
        Tensor exactX = x.@double().requires_grad_();
        Tensor exact = F.gelu(exactX);
        exact.sum().backward();
        (Tensor y, Tensor slope) = Run(x);
        Tensor size = exact.abs().clamp_min(1);
        Assert.InRange(((y.@double() - exact).abs() / size).max().item<double>(), 0, 2.5e-7);
        Assert.InRange((slope.@double() - exactX.grad!).abs().max().item<double>(), 0, 4e-7);
    }

    [Fact]
    public void Extreme_values_give_their_limits_and_a_NaN_stays_one()
    {
        Skip();
        using var scope = NewDisposeScope();
        (Tensor y, Tensor slope) = Run(tensor([-1e30f, -40f, -0f, 1e-40f, 40f, 1e30f, float.NaN]));
        Assert.Equal([0f, 0f, 0f, 5e-41f, 40f, 1e30f, float.NaN], y.data<float>().Select(value => value == 0 ? 0 : value), (a, b) => a.Equals(b) || Math.Abs(a - b) < 1e-44f);
        Assert.Equal([0f, 0f, 0.5f, 0.5f, 1f, 1f, float.NaN], slope.data<float>(), (a, b) => a.Equals(b) || Math.Abs(a - b) < 1e-7f);
    }

    [Fact]
    public void The_number_of_threads_and_a_graph_change_no_bit()
    {
        Skip();
        using var scope = NewDisposeScope();
        Tensor x = randn(3, 100_001, generator: new Generator(1));
        (Tensor y, Tensor slope) = Run(x);
        TorchThreads.Use(3);
        (Tensor again, Tensor same) = Run(x);
        TorchThreads.Use(1);
        Assert.True(y.equal(again).all().item<bool>());
        Assert.True(slope.equal(same).all().item<bool>());
        using var quiet = no_grad();
        Assert.True(y.equal(FusedGelu.Of(x.clone())).all().item<bool>());
    }

    static (Tensor Value, Tensor Slope) Run(Tensor x)
    {
        Tensor leaf = x.clone().requires_grad_();
        Tensor y = FusedGelu.Of(leaf * 1);
        y.backward([ones_like(y)]);
        return (y.detach(), leaf.grad!);
    }

    static void Skip() => Assert.SkipUnless(Simd.Available, "this processor has no AVX-512");
}
