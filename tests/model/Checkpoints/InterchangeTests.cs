using Actors.Model.Blocks;
using Actors.Model.Checkpoints;
using Actors.Model.Devices;
using Actors.Model.Evaluation;
using Actors.Model.Optimizers;
using Actors.Model.Shapes;
using Xunit;
using static TorchSharp.torch;

namespace Actors.Tests.Model.Checkpoints;

/// <summary>The reference weights in both namings, in, out and across, bit for bit.</summary>
public sealed class InterchangeTests
{
    const string Original = "reference/videomae_tiny_weights_orig.safetensors";
    const string HuggingFace = "reference/videomae_tiny_weights_hf.safetensors";

    [Theory]
    [InlineData(Original, CheckpointNaming.VideoMae, Original)]
    [InlineData(Original, CheckpointNaming.HuggingFace, HuggingFace)]
    [InlineData(HuggingFace, CheckpointNaming.VideoMae, Original)]
    [InlineData(HuggingFace, CheckpointNaming.HuggingFace, HuggingFace)]
    public void Reference_weights_are_written_in_either_naming_bit_for_bit(string from, CheckpointNaming naming, string expected)
    {
        using var folder = new TemporaryFolder();
        WholeCheckpoint.Read(SharedFolder.Path(from)).Write(folder.In("model.safetensors"), naming);
        Same(SafetensorsFile.Read(SharedFolder.Path(expected)), SafetensorsFile.Read(folder.In("model.safetensors")));
        Assert.Equal("pt", SafetensorsFile.Read(folder.In("model.safetensors")).Metadata["format"]);
    }

    [Theory]
    [InlineData(Original, "4")]
    [InlineData(HuggingFace, "4")]
    [InlineData(Original, "1,3")]
    [InlineData(HuggingFace, "2,1,1")]
    public void Blocks_take_the_reference_weights_and_together_give_them_back_bit_for_bit(string from, string parts)
    {
        var partition = Partition.Parse(parts, 4);
        var checkpoint = WholeCheckpoint.Read(SharedFolder.Path(from));
        Dictionary<string, SafetensorsEntry>[] blocks = [.. Blocks(partition).Select(block =>
        {
            using (block)
            {
                BlockInitialisation.Apply(block, partition, checkpoint);
                return Entries(block);
            }
        })];
        var together = WholeCheckpoint.Of(blocks, partition);
        foreach ((string name, SafetensorsEntry expected) in SafetensorsFile.Read(SharedFolder.Path(Original)).Entries)
        {
            Assert.True(expected.Bytes.Span.SequenceEqual(together.Tensors[name].Bytes.Span), name);
        }

        int local = together.Tensors.Keys.Count(name => name.StartsWith(WholeCheckpoint.LocalDecoders, StringComparison.Ordinal));
        Assert.Equal(partition.Blocks == 1, local == 0);
    }

    [Fact]
    public void Imported_hugging_face_weights_predict_what_the_reference_predicts()
    {
        using var scope = NewDisposeScope();
        SafetensorsFile reference = Fixture.Read("videomae_tiny_hf");
        var checkpoint = WholeCheckpoint.Read(SharedFolder.Path(HuggingFace));
        var partition = Partition.Parse("1,3", 4);
        Block[] blocks = Blocks(partition);
        Assert.All(blocks, block => BlockInitialisation.Apply(block, partition, checkpoint));
        using MaskedTokens batch = Fixture.Batch(Fixture.Read("videomae_tiny"));
        using var quiet = no_grad();
        Tensor residual = blocks[1].ForwardFrozen(blocks[0].ForwardFrozen(null, batch), batch);
        Fixture.Close(reference["logits_original_eps"], blocks[1].Decoder!.Predict(residual, batch), 5e-6);
        double[] losses = MaskedLoss.Of(blocks[1], residual, batch)!;
        Assert.Equal(reference["loss_original_eps"].ToArray<float>()[0], losses.Average(), 2e-6);
        Array.ForEach(blocks, block => block.Dispose());
    }

    [Fact]
    public void Local_decoders_return_to_the_same_partition_and_not_to_another()
    {
        using var folder = new TemporaryFolder();
        var partition = Partition.Parse("2,2", 4);
        Block[] trained = Blocks(partition, seed: 5);
        WholeCheckpoint.Of([.. trained.Select(Entries)], partition).Write(folder.In("m.safetensors"), CheckpointNaming.HuggingFace);
        var checkpoint = WholeCheckpoint.Read(folder.In("m.safetensors"));

        Block[] same = Blocks(partition, seed: 6);
        for (int k = 0; k < 2; k++)
        {
            Assert.Empty(checkpoint.Unused(same.SelectMany(block => BlockInitialisation.Apply(block, partition, checkpoint))));
            Assert.Equal(trained[k].WeightsSha256(), same[k].WeightsSha256());
        }

        var other = Partition.Parse("1,3", 4);
        Block[] different = Blocks(other, seed: 6);
        byte[] before = Entries(different[0])["encoder_to_decoder.weight"].Bytes.ToArray();
        IReadOnlyList<string> used = BlockInitialisation.Apply(different[0], other, checkpoint);
        Assert.DoesNotContain(used, name => name.Contains("decoder", StringComparison.Ordinal));
        Assert.Equal(before, Entries(different[0])["encoder_to_decoder.weight"].Bytes.ToArray());
        Assert.All([.. trained, .. same, .. different], block => block.Dispose());
    }

    [Fact]
    public void What_does_not_fit_is_named_in_one_line()
    {
        using var folder = new TemporaryFolder();
        var partition = Partition.Parse("4", 4);
        var whole = WholeCheckpoint.Read(SharedFolder.Path(Original));
        using Block tooWide = new(new BlockPlan(0, 0, 4, Fixture.Tiny with { Width = 96 }, new OptimizerOptions()), 0, TorchDevice.Parse("cpu"));
        string shape = Assert.Throws<InvalidDataException>(() => BlockInitialisation.Apply(tooWide, partition, whole)).Message;
        Assert.Matches(@"^tensor encoder\S+ is F32 \[.*\], block 0 needs F32 \[.*\]$", shape);

        using Block tooDeep = new(
            new BlockPlan(0, 0, 5, Fixture.Tiny with { Depth = 5 }, new OptimizerOptions()), 0, TorchDevice.Parse("cpu"));
        string missing = Assert.Throws<InvalidDataException>(() => BlockInitialisation.Apply(tooDeep, Partition.Parse("5", 5), whole)).Message;
        Assert.StartsWith("no tensor encoder.blocks.4.", missing, StringComparison.Ordinal);

        using (Tensor other = zeros(2))
        {
            SafetensorsWriter.Write(folder.In("x.safetensors"), [("fc.weight", other)]);
        }

        string stranger = Assert.Throws<InvalidDataException>(() => WholeCheckpoint.Read(folder.In("x.safetensors"))).Message;
        Assert.Contains("no VideoMAE", stranger, StringComparison.Ordinal);
        Assert.Contains("fc.weight", stranger, StringComparison.Ordinal);
        Assert.Throws<InvalidDataException>(() => WholeCheckpoint.Read(WithoutAKey(folder)));
    }

    static string WithoutAKey(TemporaryFolder folder)
    {
        string path = folder.In("y.safetensors");
        Dictionary<string, SafetensorsEntry> entries = SafetensorsFile.Read(SharedFolder.Path(HuggingFace)).Entries
            .Where(pair => !pair.Key.Contains("layer.1.attention.attention.key", StringComparison.Ordinal)).ToDictionary();
        (string, Tensor)[] tensors = [.. entries.Values.Select(entry => (entry.Name, TensorBytes.ToTensor(entry)))];
        SafetensorsWriter.Write(path, tensors);
        Array.ForEach(tensors, pair => pair.Item2.Dispose());
        return path;
    }

    static Block[] Blocks(Partition partition, long seed = 0) =>
        [.. BlockPlan.Local(Fixture.Tiny, partition, new OptimizerOptions()).Select(plan => new Block(plan, seed, TorchDevice.Parse("cpu")))];

    static Dictionary<string, SafetensorsEntry> Entries(Block block) =>
        block.State().ToDictionary(pair => pair.Name, pair => TensorBytes.ToEntry(pair.Name, pair.Tensor));

    static void Same(SafetensorsFile expected, SafetensorsFile actual)
    {
        Assert.Equal(expected.Entries.Keys.Order(), actual.Entries.Keys.Order());
        foreach ((string name, SafetensorsEntry entry) in expected.Entries)
        {
            Assert.Equal(entry.Shape, actual[name].Shape);
            Assert.True(entry.Bytes.Span.SequenceEqual(actual[name].Bytes.Span), name);
        }
    }
}
