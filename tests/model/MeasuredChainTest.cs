using Actors.Model.Blocks;
using Actors.Model.Costs;
using Actors.Model.Devices;
using Actors.Model.Optimizers;
using Actors.Model.Shapes;
using Xunit;
using static TorchSharp.torch;

namespace Actors.Tests.Model;

/// <summary>What is measured is what is trained.</summary>
public sealed class MeasuredChainTest
{
    static readonly ModelShape Shape = Fixture.Tiny;

    [Fact]
    public void Local_blocks_end_with_the_bits_of_blocks_that_are_trained_one_by_one()
    {
        IReadOnlyList<BlockPlan> plans = BlockPlan.Local(Shape, Partition.Parse("1,2,1", 4), new OptimizerOptions());
        using MaskedTokens batch = Fixture.RandomBatch(1);
        string[] trained = TorchWork.Alone(1, () =>
        {
            Block[] blocks = [.. plans.Select(plan => new Block(plan, 5, TorchDevice.Cpu))];
            for (int step = 0; step < 2; step++)
            {
                Tensor? input = null;
                foreach (Block block in blocks)
                {
                    block.Train(input, batch, 1e-3, out Tensor output);
                    input?.Dispose();
                    input = output;
                }

                input?.Dispose();
            }

            return Shas(blocks);
        });
        Assert.Equal(trained, Stepped(plans, batch));
    }

    [Fact]
    public void End_to_end_the_bits_do_not_depend_on_the_partition()
    {
        using MaskedTokens batch = Fixture.RandomBatch(2);
        double[] Losses(string partition) => TorchWork.Alone(1, () =>
        {
            using var chain = new MeasuredChain(BlockPlan.EndToEnd(Shape, Partition.Parse(partition, 4), new OptimizerOptions()), batch, 5, TorchDevice.Cpu);
            return Enumerable.Range(0, 3).Select(_ => chain.Step(1e-3)[^1].Loss).ToArray();
        });
        double[] whole = Losses("4");
        Assert.True(whole[2] < whole[0], "it learns");

        // The mask token of another block is drawn under another name: the decoder differs, and with it the loss, but by rounding it is not.
        Assert.Equal(Losses("2,2"), Losses("1,3"));
    }

    [Fact]
    public void A_part_of_a_chain_steps_by_itself_on_noise_and_every_phase_takes_time()
    {
        using MaskedTokens batch = Fixture.RandomBatch(3);
        foreach (bool decodes in new[] { true, false })
        {
            var plan = new BlockPlan(1, 1, 2, Shape, new OptimizerOptions(), decodes);
            StepTime time = TorchWork.Alone(1, () =>
            {
                using var chain = new MeasuredChain([plan], batch, 5, TorchDevice.Cpu);
                return chain.Measure(1, 3)[0];
            });
            Assert.True(time is { Forward: > 0, Backward: > 0, Optimizer: > 0 }, time.ToString());
            Assert.Equal(decodes, time.Decoder > 0);
            Assert.Equal(time.Forward + time.Decoder + time.Backward + time.Optimizer, time.Total);
        }
    }

    [Fact]
    public void Work_on_threads_of_its_own_throws_where_it_is_waited_for()
    {
        var thrown = Assert.Throws<InvalidOperationException>(() => TorchWork.AtOnce(2, 1, worker => worker == 1 ? throw new InvalidOperationException("worker 1") : worker));
        Assert.Equal("worker 1", thrown.Message);
        Assert.Equal([0, 1, 2], TorchWork.AtOnce(3, 1, worker => worker));
    }

    [Fact]
    public void The_rates_of_the_machine_are_those_of_all_cores_that_were_asked_for()
    {
        Assert.InRange(MachineRate.MatrixProducts(ScalarType.Float32, 1, 0.01), 1e8, 1e15);
        Assert.InRange(MachineRate.Copies(2, 0.01), 1e7, 1e14);
    }

    static string[] Stepped(IReadOnlyList<BlockPlan> plans, MaskedTokens batch) => TorchWork.Alone(1, () =>
    {
        using var chain = new MeasuredChain(plans, batch, 5, TorchDevice.Cpu);
        chain.Step(1e-3);
        chain.Step(1e-3);
        return Shas(chain.Blocks);
    });

    static string[] Shas(IEnumerable<Block> blocks) => [.. blocks.Select(block => block.WeightsSha256())];
}
