using Actors.Model.Blocks;
using Actors.Model.Costs;
using Actors.Model.Optimizers;
using Actors.Model.Shapes;
using CsCheck;
using Xunit;

namespace Actors.Tests.Model;

public sealed class ModelShapeTest
{
    [Theory]
    [InlineData("nano", 96, 8, 512, 56)]
    [InlineData("deit-tiny", 192, 12, 2048, 208)]
    [InlineData("deit-small", 384, 12, 2048, 208)]
    [InlineData("deit-base", 768, 12, 2048, 208)]
    public void Presets_have_the_published_sizes(string name, int width, int depth, int tokens, int visible)
    {
        ModelShape shape = ModelShape.Preset(name).Validate();
        Assert.Equal((width, depth, tokens, visible, 384), (shape.Width, shape.Depth, shape.Tokens, shape.VisibleTokens(0.9), shape.TokenPixels));
    }

    [Fact]
    public void Sizes_that_do_not_fit_are_named()
    {
        ModelShape nano = ModelShape.Preset("nano");
        string Refusal(ModelShape shape) => Assert.Throws<ArgumentException>(() => shape.Validate()).Message;
        Assert.Equal("model shape: width 97 is not a multiple of heads 3", Refusal(nano with { Width = 97 }));
        Assert.Equal("model shape: decoder heads 0 is not positive", Refusal(nano with { DecoderHeads = 0 }));
        Assert.Equal("model shape: frame size 60 is not a multiple of patch size 8", Refusal(nano with { FrameSize = 60 }));
        Assert.Equal("model shape: width 99 is odd: sine and cosine positions come in pairs", Refusal(nano with { Width = 99 }));
        Assert.Equal(
            "no model is named vit: use one of nano, deit-tiny, deit-small, deit-base",
            Assert.Throws<ArgumentException>(() => ModelShape.Preset("vit")).Message);
    }

    [Fact]
    public void An_even_partition_adds_up_with_larger_parts_first() =>
        Gen.Select(Gen.Int[1, 60], Gen.Int[1, 60]).Where((depth, blocks) => blocks <= depth).Sample((depth, blocks) =>
        {
            Partition partition = Partition.Even(depth, blocks);
            Assert.Equal(blocks, partition.Blocks);
            Assert.Equal(depth, partition.Depth);
            Assert.Equal(partition.Layers.OrderDescending(), partition.Layers);
            Assert.InRange(partition.Layers[0] - partition.Layers[^1], 0, 1);
            Assert.Equal(partition, Partition.Parse(partition.ToString(), depth));
            Assert.Equal(depth, partition.FirstLayer(blocks - 1) + partition.Layers[^1]);
        });

    [Theory]
    [InlineData("3,3,3", "partition 3,3,3 has 9 layers, the model has 12: the parts must add up to its depth")]
    [InlineData("3,,9", "partition 3,,9: '' is not a number of layers; write it like 3,3,3,3")]
    [InlineData("12,0", "partition 12,0: '0' is not a number of layers; write it like 3,3,3,3")]
    [InlineData("-3,15", "partition -3,15: '-3' is not a number of layers; write it like 3,3,3,3")]
    public void A_partition_that_does_not_add_up_is_refused(string text, string message)
    {
        Assert.Equal(message, Assert.Throws<ArgumentException>(() => Partition.Parse(text, 12)).Message);
        Assert.Equal(
            "13 blocks can't be cut from 12 layers: use 1 to 12", Assert.Throws<ArgumentException>(() => Partition.Even(12, 13)).Message);
    }

    [Fact]
    public void The_costs_of_deit_tiny_are_those_of_the_design()
    {
        ModelShape shape = ModelShape.Preset("deit-tiny");
        Assert.Equal(0.30, BlockCost.PatchEmbeddingOf(shape, shape.Tokens) / 1e9, 0.005);
        Assert.Equal(2.61, BlockCost.EncoderOf(shape, shape.Depth, 208) / 1e9, 0.005);
        Assert.Equal(4.27, BlockCost.DecoderOf(shape, 208, 1840) / 1e9, 0.005);
        BlockCost[] costs = [.. BlockPlan.Local(shape, Partition.Even(12, 4), new OptimizerOptions()).Select(p => BlockCost.Of(p, 208, 1840))];
        double embedding = BlockCost.PatchEmbeddingOf(shape, 208);
        Assert.Equal(embedding + BlockCost.EncoderOf(shape, 12, 208) + (4 * BlockCost.DecoderOf(shape, 208, 1840)), costs.Sum(c => c.Forward), 1);
        Assert.Equal(3 * costs[1].Forward, costs[1].Training);
        Assert.Equal(0, costs[1].PatchEmbedding);
        BlockPlan frozen = new(1, 3, 3, shape, new OptimizerOptions(), HasDecoder: false);
        Assert.Equal(costs[1].Encoder, BlockCost.Of(frozen, 208, 1840).Forward);
    }
}
