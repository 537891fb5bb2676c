using Actors.Model.Blocks;
using Actors.Model.Costs;
using Actors.Model.Devices;
using Actors.Model.Layers;
using Actors.Model.Optimizers;
using Actors.Model.Parameters;
using Actors.Model.Shapes;
using CsCheck;
using Xunit;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace Actors.Tests.Model;

/// <summary>The decoder whose tokens attend to visible ones alone, against plain operators in float64.</summary>
public sealed class CrossDecoderTest
{
    static readonly ModelShape Shape = Fixture.Tiny with { DecoderAttention = DecoderAttention.Cross };

    // Heads of 16 and more are our own kernel's, others libtorch's.
    static readonly Gen<(int Heads, int HeadWidth, int Depth, int Decoded, int Seed)> Sizes =
        Gen.Select(Gen.Int[1, 3], Gen.OneOf<int>(4, 8, 16, 32), Gen.Int[1, 3], Gen.Int[1, 112], Gen.Int[0, 1000]);

    [Fact]
    public void Loss_and_every_gradient_are_those_of_float64_for_any_heads_depth_and_number_of_decoded_tokens() => Sizes.Sample(
        size =>
        {
            using var scope = NewDisposeScope();
            using Block block = NewBlock(size.Heads, size.HeadWidth, size.Depth);
            Shake(block, size.Seed);
            MaskedTokens batch = Few(Fixture.RandomBatch(size.Seed), size.Decoded);
            Tensor residual = Fixture.RandomTokens(size.Seed).requires_grad_();
            Tensor loss = block.Decoder!.Loss(residual, batch);
            loss.backward();

            Dictionary<string, Tensor> weights = block.Parameters.ToDictionary(p => p.Name, p => p.Value.detach().to(float64, copy: true).requires_grad_());
            Tensor exact = residual.detach().to(float64, copy: true).requires_grad_();
            Tensor expected = Reference(weights, exact, batch, size.Heads, size.Depth);
            expected.backward();
            Assert.Equal(expected.item<double>(), loss.item<float>(), 2e-6);
            Near(exact.grad!, residual.grad!, "residual");
            foreach (Parameter parameter in block.Parameters.Where(p => p.Name.StartsWith("cross_decoder.", StringComparison.Ordinal) || p.Name.StartsWith("norm.", StringComparison.Ordinal)))
            {
                Near(weights[parameter.Name].grad!, parameter.Gradient, parameter.Name);
            }
        },
        iter: 25,
        threads: 1);

    [Fact]
    public void A_token_is_predicted_alike_whichever_others_are_decoded() => Gen.Select(Gen.Int[0, 111], Gen.Int[1, 112], Gen.Int[0, 50]).Sample(
        (first, count, seed) =>
        {
            using var scope = NewDisposeScope();
            using var quiet = no_grad();
            count = Math.Min(count, 112 - first);
            using Block block = NewBlock(3, 16, 2);
            Shake(block, seed);
            MaskedTokens all = Fixture.RandomBatch(seed);
            Tensor residual = Fixture.RandomTokens(seed);
            Tensor many = block.Decoder!.Predict(residual, all).narrow(1, first, count);
            Tensor few = block.Decoder.Predict(residual, Few(all, count, first));
            Assert.InRange((many - few).abs().max().item<float>(), 0, 1e-5);
        },
        iter: 25,
        threads: 1);

    [Theory]
    [InlineData(Precision.Fp32)]
    [InlineData(Precision.Bf16)]
    public void A_block_learns_from_it_to_predict_one_batch_better_than_any_constant(Precision precision)
    {
        using var scope = NewDisposeScope();
        var plan = new BlockPlan(0, 0, 2, Shape with { DecoderWidth = 48 }, new OptimizerOptions(), Precision: precision);
        using Block block = new(plan, 5, TorchDevice.Cpu);
        MaskedTokens batch = Fixture.Batch(Fixture.Read("videomae_tiny"));
        double last = 0;
        for (int step = 0; step < 60; step++)
        {
            last = block.Train(null, batch, 2e-3, out Tensor output).Loss;
            output.Dispose();
        }

        Assert.InRange(last, 0, 0.98 * 127 / 128);
    }

    [Fact]
    public void Its_parameters_share_no_name_with_the_other_decoder_but_the_norm_behind_the_encoder()
    {
        using Block cross = NewBlock(3, 16, 2);
        using Block self = new(cross.Plan with { Shape = cross.Plan.Shape with { DecoderAttention = DecoderAttention.Self } }, 5, TorchDevice.Cpu);
        Assert.Equal(
            ["norm.bias", "norm.weight"],
            cross.Parameters.Select(p => p.Name).Intersect(self.Parameters.Select(p => p.Name)).Where(name => !name.StartsWith("layers.", StringComparison.Ordinal)));
    }

    [Fact]
    public void Its_operations_are_those_of_its_matrix_products() => Gen.Select(Gen.Int[1, 64], Gen.Int[1, 3], Gen.Int[1, 4], Gen.Int[1, 500], Gen.Int[1, 500]).Sample(
        (halfWidth, depth, ratio, visible, decoded) =>
        {
            int e = 2 * halfWidth;
            ModelShape shape = Shape with { DecoderWidth = e, DecoderHeads = 1, DecoderDepth = depth, MlpRatio = ratio };

            // Rows, inner length and columns of each product of a layer: queries, keys and values, scores, weighted sum, way out, MLP.
            (double Rows, double Inner, double Columns)[] layer =
                [(decoded, e, e), (visible, e, 2 * e), (decoded, e, visible), (decoded, visible, e), (decoded, e, e), (decoded, e, ratio * e), (decoded, ratio * e, e)];
            double expected = (depth * layer.Sum(product => 2 * product.Rows * product.Inner * product.Columns))
                + (2.0 * visible * shape.Width * e) + (2.0 * decoded * e * shape.TokenPixels);
            Assert.Equal(1, BlockCost.DecoderOf(shape, visible, decoded) / expected, 12);
        });

    static Block NewBlock(int heads, int headWidth, int depth) => new(
        new BlockPlan(1, 1, 1, Shape with { DecoderHeads = heads, DecoderWidth = heads * headWidth, DecoderDepth = depth }, new OptimizerOptions()), 5, TorchDevice.Cpu);

    /// <summary>Makes every number random: new biases are zero, new norms one, and a forgotten one would not show.</summary>
    static void Shake(Block block, int seed)
    {
        using var scope = NewDisposeScope();
        using var quiet = no_grad();
        using var generator = new Generator((ulong)seed);
        foreach (Parameter parameter in block.Parameters)
        {
            parameter.Value.add_(randn(parameter.Shape, generator: generator) * 0.2);
        }
    }

    static MaskedTokens Few(MaskedTokens all, int count, int first = 0) => all with
    {
        TargetPixels = all.TargetPixels.narrow(1, first, count).contiguous(),
        DecodedIndex = all.DecodedIndex.narrow(1, first, count).contiguous(),
    };

    static Tensor Reference(Dictionary<string, Tensor> w, Tensor residual, MaskedTokens batch, int heads, int depth)
    {
        const string own = "cross_decoder.";
        long width = w[own + "mask_token"].shape[2];
        Tensor table = SinCosPositions.Table(Shape.Tokens, (int)width, CPU).to(float64);
        Tensor memory = F.linear(Norm("norm", residual), w[own + "encoder_to_decoder.weight"]) + table[batch.VisibleIndex];
        Tensor x = w[own + "mask_token"] + table[batch.DecodedIndex];
        for (int j = 0; j < depth; j++)
        {
            string layer = $"{own}layers.{j}.";
            Tensor q = Heads(Linear(layer + "attn.q.weight", layer + "attn.q_bias", Norm(layer + "norm1", x)));
            Tensor kv = F.linear(memory, w[layer + "attn.kv.weight"]);
            Tensor k = Heads(kv.narrow(2, 0, width));
            Tensor v = Heads(kv.narrow(2, width, width) + w[layer + "attn.v_bias"]);
            Tensor shares = (q.matmul(k.transpose(2, 3)) / Math.Sqrt((double)width / heads)).softmax(3);
            x = x + Linear(layer + "attn.proj.weight", layer + "attn.proj.bias", shares.matmul(v).transpose(1, 2).flatten(2));
            Tensor hidden = F.gelu(Linear(layer + "mlp.fc1.weight", layer + "mlp.fc1.bias", Norm(layer + "norm2", x)));
            x = x + Linear(layer + "mlp.fc2.weight", layer + "mlp.fc2.bias", hidden);
        }

        Tensor prediction = Linear(own + "head.weight", own + "head.bias", Norm(own + "norm", x));
        return (prediction - TokenPixels.Targets(batch.TargetPixels, Shape).to(float64)).square().mean();

        Tensor Heads(Tensor t) => t.view(t.shape[0], t.shape[1], heads, -1).transpose(1, 2);
        Tensor Linear(string weight, string bias, Tensor t) => F.linear(t, w[weight], w[bias]);
        Tensor Norm(string name, Tensor t) => F.layer_norm(t, [t.shape[^1]], w[name + ".weight"], w[name + ".bias"], 1e-6);
    }

    static void Near(Tensor exact, Tensor found, string name)
    {
        double size = exact.abs().max().item<double>();
        double off = (exact - found.to(float64)).abs().max().item<double>();

        // Three layers of float32 with large random weights are up to 4e-5 off; a term that is missing is off by a part of the largest.
        Assert.True(off <= 2e-4 * size, $"{name}: {off} off where the largest is {size}");
    }
}
