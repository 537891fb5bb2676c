using Actors.Model.Checkpoints;
using Actors.Model.Layers;
using Actors.Model.Parameters;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace Actors.Tests.Model;

/// <summary>The two details that frameworks get differently: which GELU, and which epsilon.</summary>
public sealed class NumericsTest : IDisposable
{
    readonly DisposeScope scope = NewDisposeScope();
    readonly SafetensorsFile file = Fixture.Read("videomae_tiny");

    public void Dispose() => scope.Dispose();

    [Fact]
    public void Gelu_is_the_exact_one_and_not_the_tanh_approximation()
    {
        Tensor output = F.gelu(TensorBytes.ToTensor(file["unit.gelu.input"]));
        Fixture.Close(file["unit.gelu.output"], output, 5e-6);
        Assert.True(Fixture.MaxDeviation(file["unit.gelu.tanh_output_WRONG"], output) > 1e-4);
    }

    [Fact]
    public void Layer_norm_has_epsilon_1e_6_and_not_1e_5()
    {
        using ParameterTable table = new();
        LayerNorm norm = new(table, new ParameterName("norm", "norm"), 48);
        table.Allocate(0, CPU);
        Tensor output = norm.Forward(TensorBytes.ToTensor(file["unit.layernorm.input"]));
        Fixture.Close(file["unit.layernorm.output_eps1e-6"], output, 5e-6);
        Assert.True(Fixture.MaxDeviation(file["unit.layernorm.output_eps1e-5_WRONG"], output) > 1e-4);
    }
}
