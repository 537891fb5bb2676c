using Actors.Model.Blocks;
using Actors.Model.Checkpoints;
using Actors.Model.Devices;
using Actors.Model.Layers;
using Actors.Model.Optimizers;
using Actors.Model.Parameters;
using Actors.Model.Shapes;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace Actors.Tests.Model;

/// <summary>What a block promises beside its arithmetic: exactness, ownership of tensors, refusal of what doesn't fit.</summary>
public sealed class BlockTest
{
    static readonly ModelShape Shape = Fixture.Tiny;

    [Fact]
    public void The_same_seed_gives_the_same_bits_and_another_seed_does_not()
    {
        Assert.Equal(TrainedSha(seed: 7), TrainedSha(seed: 7));
        Assert.NotEqual(TrainedSha(seed: 7), TrainedSha(seed: 8));
    }

    [Fact]
    public void Blocks_trained_at_once_on_their_own_threads_have_the_bits_of_one_trained_alone()
    {
        // One after the other, then all at once. The number of intra-op threads does decide how sums are split, so it is the same for all.
        string[] alone = OnThreads(1);
        Assert.All(OnThreads(3), sha => Assert.Equal(alone[0], sha));

        static string[] OnThreads(int count)
        {
            string[] shas = new string[count];
            Thread[] threads = [.. Enumerable.Range(0, count).Select(i => new Thread(() =>
            {
                TorchThreads.Use(1);
                shas[i] = TrainedSha(seed: 3);
            }))];
            Array.ForEach(threads, thread => thread.Start());
            Array.ForEach(threads, thread => thread.Join());
            return shas;
        }
    }

    [Fact]
    public void In_bfloat16_a_block_learns_what_it_learns_in_float32_and_its_state_is_float32()
    {
        (double wide, _) = Learned(Precision.Fp32);
        (double narrow, ScalarType[] types) = Learned(Precision.Bf16);
        Assert.NotEqual(wide, narrow);
        Assert.InRange(narrow / wide, 0.99, 1.01);
        Assert.DoesNotContain(ScalarType.BFloat16, types);

        static (double Loss, ScalarType[] Types) Learned(Precision precision)
        {
            using Block block = new(new BlockPlan(0, 0, 2, Shape, new OptimizerOptions(), Precision: precision), 5, TorchDevice.Cpu);
            using MaskedTokens batch = Fixture.RandomBatch(9);
            double loss = 0;
            for (int step = 0; step < 30; step++)
            {
                loss = block.Train(null, batch, 1e-3, out Tensor output).Loss;
                Assert.Equal(ScalarType.Float32, output.dtype);
                output.Dispose();
            }

            return (loss, [.. block.State().Select(pair => pair.Tensor.dtype)]);
        }
    }

    [Fact]
    public void Initial_layer_weights_do_not_depend_on_the_partition()
    {
        Dictionary<string, float[]> Layers(string partition)
        {
            Dictionary<string, float[]> values = [];
            foreach (BlockPlan plan in BlockPlan.Local(Shape, Partition.Parse(partition, 4), new OptimizerOptions()))
            {
                using Block block = new(plan, 5, TorchDevice.Parse("cpu"));
                foreach (Parameter parameter in block.Parameters.Where(p => !p.Origin.StartsWith("blocks.", StringComparison.Ordinal)))
                {
                    values.Add(parameter.Origin, Fixture.Values(parameter.Value));
                }
            }

            return values;
        }

        Dictionary<string, float[]> whole = Layers("4");
        Assert.Equal(4 * 13 + 2, whole.Count);
        foreach (string partition in (string[])["2,2", "1,3", "1,1,1,1"])
        {
            Dictionary<string, float[]> parts = Layers(partition);
            Assert.Equal(whole.Keys.Order(), parts.Keys.Order());
            Assert.All(whole, pair => Assert.Equal(pair.Value, parts[pair.Key]));
        }
    }

    [Fact]
    public void Decoders_of_different_blocks_start_from_different_weights()
    {
        using Block first = new(new BlockPlan(0, 0, 2, Shape, new OptimizerOptions()), 5, TorchDevice.Parse("cpu"));
        using Block second = new(new BlockPlan(1, 2, 2, Shape, new OptimizerOptions()), 5, TorchDevice.Parse("cpu"));
        float[] Head(Block block) => Fixture.Values(block.State().Single(pair => pair.Name == "decoder.head.weight").Tensor);
        Assert.NotEqual(Head(first), Head(second));
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    public void A_step_that_is_not_finite_changes_no_bit(float poison)
    {
        using Block block = new(new BlockPlan(1, 2, 2, Shape, new OptimizerOptions()), 5, TorchDevice.Parse("cpu"));
        using MaskedTokens batch = Fixture.RandomBatch(1);
        using Tensor tokens = Fixture.RandomTokens(1);
        block.Train(tokens, batch, 1e-3, out Tensor output);
        output.Dispose();
        string before = block.WeightsSha256();
        using Tensor poisoned = tokens.clone();
        poisoned.index_put_(tensor(poison), TensorIndex.Single(0), TensorIndex.Single(0), TensorIndex.Single(0));
        StepResult result = block.Train(poisoned, batch, 1e-3, out output);
        output.Dispose();
        Assert.False(result.Finite);
        Assert.Equal(1, block.Updates);
        Assert.Equal(before, block.WeightsSha256());
        StepResult next = block.Train(tokens, batch, 1e-3, out output);
        output.Dispose();
        Assert.True(next.Finite);
        Assert.Equal(2, block.Updates);
        Assert.NotEqual(before, block.WeightsSha256());
    }

    [Fact]
    public void Three_hundred_steps_leave_as_many_live_tensors_as_one()
    {
        using Block block = Fixture.NewBlock(seed: 5);
        Fixture.Train(block, steps: 2);
        long Live() => DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        long before = Live();
        Fixture.Train(block, steps: 300);
        Assert.Equal(before, Live());
        Assert.Equal(0, block.KeptGraphs);
    }

    [Fact]
    public void Sixty_steps_on_one_batch_predict_it_better_than_any_constant()
    {
        using Block block = Fixture.NewBlock(seed: 5);
        SafetensorsFile file = Fixture.Read("videomae_tiny");
        using MaskedTokens batch = Fixture.Batch(file);
        double[] losses = [.. Enumerable.Range(0, 60).Select(_ =>
        {
            StepResult result = block.Train(null, batch, 2e-3, out Tensor output);
            output.Dispose();
            return result.Loss;
        })];
        const double Constant = 127.0 / 128;
        Assert.True(losses[0] > Constant, $"the first loss is {losses[0]}");
        Assert.True(losses[^1] < 0.98 * Constant, $"the loss went from {losses[0]} to {losses[^1]}");
    }

    [Fact]
    public void A_callers_dispose_scope_takes_nothing_from_a_block()
    {
        using Block block = Fixture.NewBlock(seed: 5);
        using MaskedTokens batch = Fixture.RandomBatch(0);
        Tensor output;
        using (NewDisposeScope())
        {
            output = block.Forward(null, batch);
        }

        Assert.False(output.IsInvalid);
        output.Dispose();
        Assert.True(block.Learn(batch, 1e-3).Finite);
    }

    [Fact]
    public void The_output_is_the_residual_stream_alone_and_carries_no_graph()
    {
        using Block block = Fixture.NewBlock(seed: 5);
        using MaskedTokens batch = Fixture.RandomBatch(0);
        using Tensor output = block.Forward(null, batch);
        using Tensor frozen = block.ForwardFrozen(null, batch);
        Assert.False(output.requires_grad);
        Assert.Equal(ScalarType.Float32, output.dtype);
        Assert.Equal([2, 16, 48], output.shape);
        Assert.Equal(Fixture.Values(output), Fixture.Values(frozen));
    }

    [Fact]
    public void Decoding_a_fraction_attends_over_visible_and_chosen_tokens_only()
    {
        using Block block = Fixture.NewBlock(seed: 5);
        using MaskedTokens all = Fixture.RandomBatch(0);
        using MaskedTokens some = new(
            all.VisiblePixels.clone(),
            all.VisibleIndex.clone(),
            all.TargetPixels.narrow(1, 0, 28).contiguous(),
            all.DecodedIndex.narrow(1, 0, 28).contiguous());
        using var quiet = no_grad();
        using Tensor residual = block.ForwardFrozen(null, some);
        using Tensor input = ((SelfDecoder)block.Decoder!).Input(block.Decoder.ToDecoder(residual), some);
        Assert.Equal([2, 16 + 28, 24], input.shape);
        using Tensor few = block.Decoder.Predict(residual, some);
        using Tensor many = block.Decoder.Predict(residual, all);
        Assert.Equal([2, 28, 384], few.shape);
        Assert.NotEqual(Fixture.Values(few), Fixture.Values(many.narrow(1, 0, 28)));
    }

    [Fact]
    public void A_longer_gradient_is_scaled_to_the_clip_norm()
    {
        using Block free = Fixture.NewBlock(seed: 5);
        using Block clipped = Fixture.NewBlock(seed: 5, new OptimizerOptions { ClipNorm = 1e-3 });
        using MaskedTokens batch = Fixture.RandomBatch(0);
        StepResult a = free.Train(null, batch, 1e-3, out _);
        StepResult b = clipped.Train(null, batch, 1e-3, out _);
        Assert.Equal(a.GradNorm, b.GradNorm);
        Assert.True(a.GradNorm > 1e-3);
        double Moment(Block block) => Math.Sqrt(block.Parameters.Sum(p => Fixture.Values(p.FirstMoment).Sum(v => (double)v * v)));
        Assert.Equal(0.1 * a.GradNorm, Moment(free), 1e-5 * a.GradNorm);
        Assert.Equal(0.1 * 1e-3, Moment(clipped), 1e-8);
    }

    [Fact]
    public void What_does_not_fit_is_refused_in_one_line()
    {
        using Block first = Fixture.NewBlock(seed: 5);
        using Block second = new(new BlockPlan(1, 2, 2, Shape, new OptimizerOptions(), HasDecoder: false), 5, TorchDevice.Parse("cpu"));
        using MaskedTokens batch = Fixture.RandomBatch(0);
        using Tensor tokens = Fixture.RandomTokens(0);
        using Tensor wide = zeros(2, 16, 96);
        Assert.Equal("block 0 takes pixels, no tokens", Assert.Throws<ArgumentException>(() => first.Forward(tokens, batch)).Message);
        Assert.Equal("block 1 takes tokens of the block before it", Assert.Throws<ArgumentException>(() => second.Forward(null, batch)).Message);
        Assert.Equal(
            "block 1: tokens are Float32 [2, 16, 96], expected Float32 [2, 16, 48]",
            Assert.Throws<ArgumentException>(() => second.Forward(wide, batch)).Message);
        Assert.Equal(
            "masked tokens: target pixels is Float32 [2, 112, 384], expected Byte [2, 112, 384]",
            Assert.Throws<ArgumentException>(() => first.Forward(null, batch with { TargetPixels = zeros(2, 112, 384) })).Message);
        Assert.Equal(
            "block 0: a backward pass needs a forward pass before it, after 0 updates none is kept",
            Assert.Throws<InvalidOperationException>(() => first.Learn(batch, 0)).Message);
        Assert.Equal(
            "block 1 has no decoder, so it has no loss to learn from", Assert.Throws<InvalidOperationException>(() => second.Learn(batch, 0)).Message);
        Assert.Throws<ArgumentException>(() => new Block(new BlockPlan(1, 3, 2, Shape, new OptimizerOptions()), 0, TorchDevice.Parse("cpu")));
    }

    static string TrainedSha(long seed)
    {
        using Block block = Fixture.NewBlock(seed);
        Fixture.Train(block, steps: 3);
        return block.WeightsSha256();
    }
}
