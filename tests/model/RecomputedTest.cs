using Actors.Model.Blocks;
using Actors.Model.Costs;
using Actors.Model.Devices;
using Actors.Model.Interop;
using Actors.Model.Layers;
using Actors.Model.Optimizers;
using Actors.Model.Shapes;
using CsCheck;
using TorchSharp;
using Xunit;

namespace Actors.Tests.Model;

/// <summary>Layers that the backward pass computes again: the same bits from less memory.</summary>
[Collection(nameof(AloneOnTheMachine))]
public sealed class RecomputedTest(ITestOutputHelper output)
{
    static readonly Gen<(bool Local, string Partition, DecoderAttention Attention, int DecoderDepth, Precision Precision, int Seed)> Kinds = Gen.Select(
        Gen.Bool, Gen.OneOf<string>("4", "1,3", "2,2", "1,2,1"), Gen.Enum<DecoderAttention>(), Gen.Int[1, 3], Gen.Enum<Precision>(), Gen.Int[0, 100]);

    [Fact]
    public void Weights_and_moments_are_to_the_bit_those_of_blocks_that_keep_everything() => Kinds.Sample(
        kind =>
        {
            // Heads of 16: our own kernels, which reuse memory of what they are given.
            ModelShape shape = Fixture.Tiny with { DecoderWidth = 48, DecoderDepth = kind.DecoderDepth, DecoderAttention = kind.Attention };
            var partition = Partition.Parse(kind.Partition, 4);
            IReadOnlyList<BlockPlan> plans = kind.Local
                ? BlockPlan.Local(shape, partition, new OptimizerOptions()) : BlockPlan.EndToEnd(shape, partition, new OptimizerOptions());
            using MaskedTokens batch = Fixture.RandomBatch(kind.Seed);
            Assert.Equal(Trained(Recompute.None), Trained(Recompute.Layers));

            string[] Trained(Recompute recompute) => TorchWork.Alone(1, () =>
            {
                using var chain = new MeasuredChain(
                    [.. plans.Select(plan => plan with { Precision = kind.Precision, Recompute = recompute })], batch, kind.Seed, TorchDevice.Cpu);
                chain.Step(1e-3);
                chain.Step(1e-3);
                return chain.Blocks.Select(block => block.WeightsSha256()).ToArray();
            });
        },
        iter: 25,
        threads: 1);

    [Fact]
    public void A_forward_pass_leaves_the_input_of_each_layer_in_memory_and_no_more()
    {
        Assert.SkipUnless(AllocatedMemory.IsCounted, "needs glibc's count of bytes in use");
        const int Clips = 4;
        const int Visible = 56;
        ModelShape shape = ModelShape.Preset("nano");
        double ofLayer = (BytesOfGraph(8) - BytesOfGraph(2)) / 6.0 / (Clips * Visible * shape.Width * sizeof(float));
        output.WriteLine($"a layer leaves {ofLayer:f3} times its residual stream");

        // The rest is what .NET itself allocates meanwhile; a layer that keeps everything leaves sixteen streams and more.
        Assert.InRange(ofLayer, 0.9, 1.25);

        long BytesOfGraph(int layers) => TorchWork.Alone(1, () =>
        {
            using MaskedTokens batch = RandomTokens.Batch(shape, Clips, Visible, 8, TorchDevice.Cpu);
            using Block block = new(new BlockPlan(0, 0, layers, shape, new OptimizerOptions(), Recompute: Recompute.Layers), 1, TorchDevice.Cpu);
            List<long> bytes = [];
            for (int pass = 0; pass < 5; pass++)
            {
                long before = AllocatedMemory.InUse();
                block.Forward(null, batch).Dispose();
                bytes.Add(AllocatedMemory.InUse() - before);
                block.Discard();
            }

            return bytes.Order().ElementAt(2);
        });
    }

    [Fact]
    public void A_hundred_steps_leave_no_tensor_behind()
    {
        Assert.Equal(0, TorchWork.Alone(1, () =>
        {
            using MaskedTokens batch = Fixture.RandomBatch(1);
            IReadOnlyList<BlockPlan> plans = BlockPlan.EndToEnd(Fixture.Tiny, Partition.Parse("2,2", 4), new OptimizerOptions());
            using var chain = new MeasuredChain([.. plans.Select(plan => plan with { Recompute = Recompute.Layers })], batch, 1, TorchDevice.Cpu);
            chain.Step(1e-3);
            long before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
            for (int step = 0; step < 100; step++)
            {
                chain.Step(1e-3);
            }

            return DisposeScopeManager.Statistics.ThreadTotalLiveCount - before;
        }));
    }

    [Fact]
    public void What_is_computed_again_is_counted_where_blocks_are_balanced_and_not_where_rates_are_quoted()
    {
        ModelShape shape = ModelShape.Preset("deit-tiny");
        var plan = new BlockPlan(0, 0, 3, shape, new OptimizerOptions());
        var kept = BlockCost.Of(plan, 208, 460);
        var again = BlockCost.Of(plan with { Recompute = Recompute.Layers }, 208, 460);
        Assert.Equal(kept.Training, again.Training);
        Assert.Equal(kept.Training, kept.Step);
        double decoderLayer = (BlockCost.DecoderOf(shape with { DecoderDepth = 3 }, 208, 460) - BlockCost.DecoderOf(shape, 208, 460)) * (shape.DecoderDepth - 1);
        Assert.Equal(1, (kept.Training + kept.Encoder + decoderLayer) / again.Step, 12);
    }
}
