using Actors.Model.Blocks;
using Actors.Model.Costs;
using Actors.Model.Devices;
using Actors.Model.Optimizers;
using Actors.Model.Shapes;
using CsCheck;
using Xunit;

namespace Actors.Tests.Model;

public sealed class BalancedPartitionTest
{
    [Fact]
    public void No_partition_of_twelve_layers_into_four_has_a_faster_slowest_block()
    {
        int[][] all = [.. Cuts(12, 4)];
        Assert.Equal(165, all.Length);
        Gen.Select(Gen.Double[0, 5].Array[4], Gen.Double[0.1, 2].Array[4]).Sample((own, layer) =>
        {
            double Slowest(IReadOnlyList<int> layers) => layers.Select((n, k) => own[k] + (n * layer[k])).Max();
            Partition found = BalancedPartition.Of(12, 4, (k, n) => own[k] + (n * layer[k]));
            Assert.Equal((12, 4), (found.Depth, found.Blocks));
            Assert.Equal(all.Min(Slowest), Slowest(found.Layers), 1e-9);
        }, iter: 200);
    }

    [Fact]
    public void Blocks_that_cost_alike_are_cut_as_evenly_as_can_be_with_the_longer_ones_in_front()
    {
        Gen.Select(Gen.Int[1, 16], Gen.Int[1, 16], Gen.Double[0, 3]).Where((depth, blocks, _) => blocks <= depth).Sample((depth, blocks, own) =>
            Assert.Equal(Partition.Even(depth, blocks), BalancedPartition.Of(depth, blocks, (_, n) => own + n)));
    }

    [Fact]
    public void More_blocks_than_layers_are_refused_as_everywhere()
    {
        Assert.Equal("5 blocks can't be cut from 4 layers: use 1 to 4", Assert.Throws<ArgumentException>(() => BalancedPartition.Of(4, 5, (_, n) => n)).Message);
    }

    [Fact]
    public void By_counted_operations_the_last_block_gets_fewer_layers_end_to_end_since_it_alone_decodes()
    {
        ModelShape shape = ModelShape.Preset("deit-tiny");
        IReadOnlyList<BlockPlan> plans = BlockPlan.EndToEnd(shape, Partition.Even(12, 4), new OptimizerOptions());
        StepModel model = StepModel.Counted(plans, 208, 460);
        Partition found = model.Balanced();
        Assert.True(found.Layers[^1] < found.Layers[1], found.ToString());
        IReadOnlyList<BlockPlan> cut = BlockPlan.EndToEnd(shape, found, new OptimizerOptions());
        Assert.Equal(cut.Select(plan => BlockCost.Of(plan, 208, 460).Training), model.Of(found), (a, b) => Math.Abs((a / b) - 1) < 1e-9);
    }

    [Fact]
    public void A_measured_model_knows_the_block_that_embeds_from_those_that_do_not()
    {
        var shape = new ModelShape { Width = 24, Depth = 6, Heads = 3, Frames = 4, FrameSize = 32, DecoderWidth = 12, DecoderDepth = 1, DecoderHeads = 3 };
        IReadOnlyList<BlockPlan> plans = BlockPlan.Local(shape, Partition.Even(6, 3), new OptimizerOptions());
        using MaskedTokens batch = RandomTokens.Batch(shape, 2, 4, 8, TorchDevice.Cpu);
        StepModel model = StepModel.Measured(plans, batch, 1, TorchDevice.Cpu, 3);
        Assert.All(Enumerable.Range(0, 3), k => Assert.True(model.Of(k, 1) > 0 && model.Of(k, 4) >= model.Of(k, 1)));

        // Blocks in the middle and at the end are one kind.
        Assert.Equal(model.Of(1, 3), model.Of(2, 3));
        Assert.Equal(6, model.Balanced().Depth);
    }

    internal static IEnumerable<int[]> Cuts(int depth, int blocks) => blocks == 1
        ? [[depth]]
        : from first in Enumerable.Range(1, depth - blocks + 1) from rest in Cuts(depth - first, blocks - 1) select (int[])[first, .. rest];
}
