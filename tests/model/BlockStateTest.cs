using Actors.Model.Blocks;
using Actors.Model.Checkpoints;
using Actors.Model.Devices;
using Actors.Model.Optimizers;
using Actors.Model.Shapes;
using Xunit;
using static TorchSharp.torch;

namespace Actors.Tests.Model;

/// <summary>A block's state goes to a file and back without losing a bit, and only into a block that it fits.</summary>
public sealed class BlockStateTest
{
    static readonly ModelShape Shape = Fixture.Tiny;

    [Fact]
    public void A_block_restored_from_a_file_continues_with_the_same_bits()
    {
        string folder = Directory.CreateTempSubdirectory("actors-block").FullName;
        try
        {
            using Block original = Fixture.NewBlock(seed: 5);
            Fixture.Train(original, steps: 2);
            string path = Path.Combine(folder, "block-0.safetensors");
            SafetensorsWriter.Write(path, original.State());
            using Block restored = Fixture.NewBlock(seed: 6);
            Fixture.Train(restored, steps: 1);
            restored.Restore(SafetensorsFile.Read(path));
            Assert.Equal(2, restored.Updates);
            Assert.Equal(original.WeightsSha256(), restored.WeightsSha256());
            Fixture.Train(original, steps: 2);
            Fixture.Train(restored, steps: 2);
            Assert.Equal(original.WeightsSha256(), restored.WeightsSha256());
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void A_checkpoint_that_does_not_fit_is_refused_by_name_and_changes_nothing()
    {
        string folder = Directory.CreateTempSubdirectory("actors-block").FullName;
        try
        {
            using Block block = Fixture.NewBlock(seed: 5);
            string before = block.WeightsSha256();
            string path = Path.Combine(folder, "other.safetensors");

            using Block wider = new(new BlockPlan(0, 0, 2, Shape with { Width = 96 }, new OptimizerOptions()), 5, TorchDevice.Parse("cpu"));
            Assert.Equal(
                "checkpoint of block 0: tensor encoder_to_decoder.weight is F32 [24, 96], the block has F32 [24, 48]", Refusal(wider.State()));
            using Tensor spare = zeros(2);
            Assert.Equal("checkpoint of block 0: tensor spare is none of the block's", Refusal([.. block.State(), ("spare", spare)]));
            Assert.Equal(
                "checkpoint of block 0: no tensor norm.bias, the block has it as F32 [48]",
                Refusal([.. block.State().Where(pair => pair.Name != "norm.bias")]));
            Assert.Equal(before, block.WeightsSha256());

            string Refusal(IReadOnlyList<(string Name, Tensor Tensor)> state)
            {
                SafetensorsWriter.Write(path, state);
                return Assert.Throws<InvalidDataException>(() => block.Restore(SafetensorsFile.Read(path))).Message;
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void A_copy_of_the_state_stays_as_it_was_while_training_goes_on()
    {
        using Block block = Fixture.NewBlock(seed: 5);
        Fixture.Train(block, steps: 1);
        (string Name, byte[] Bytes)[] before = [.. block.State().Select(pair => (pair.Name, Bytes(pair.Tensor)))];
        IReadOnlyList<(string Name, Tensor Tensor)> copy = block.CopyState();
        Fixture.Train(block, steps: 1);
        Assert.Equal(before.Select(pair => pair.Name), copy.Select(pair => pair.Name));
        foreach (((_, byte[] expected), (string name, Tensor tensor)) in before.Zip(copy))
        {
            Assert.True(expected.AsSpan().SequenceEqual(Bytes(tensor)), name);
            Assert.False(tensor.requires_grad);
            tensor.Dispose();
        }

        static byte[] Bytes(Tensor tensor)
        {
            byte[] bytes = [];
            TensorBytes.Read(tensor, span => bytes = span.ToArray());
            return bytes;
        }
    }

    [Fact]
    public void The_state_has_the_names_of_the_reference_in_ordinal_order()
    {
        using Block block = Fixture.NewBlock(seed: 5);
        string[] names = [.. block.State().Select(pair => pair.Name)];
        Assert.Equal(names.Order(StringComparer.Ordinal), names);
        string[] parameters =
        [
            .. Fixture.Read("bwssl_tiny").Entries.Keys
                .Where(name => name.StartsWith("w.blocks.0.", StringComparison.Ordinal))
                .Select(name => name["w.blocks.0.".Length..]),
        ];
        string[] moments = [.. parameters.SelectMany(name => (string[])[$"optimizer.exp_avg.{name}", $"optimizer.exp_avg_sq.{name}"])];
        Assert.Equal([.. parameters.Concat(moments).Append("optimizer.step").Order(StringComparer.Ordinal)], names);
    }
}
