using Actors.Regimes;
using Actors.Simulation;
using CsCheck;
using Xunit;

namespace Actors.Tests.Simulation;

public class ChainSimulationTests
{
    static readonly Gen<BlockWork> Work = Gen.Select(Gen.Double[0.01, 1], Gen.Double[0.01, 3], (forward, rest) => new BlockWork(forward, rest));

    [Fact]
    public void No_chain_is_faster_than_its_slowest_block_or_than_its_cores()
    {
        Gen.Select(Work.Array[1, 6], Gen.Double[1, 4], Gen.Int[1, 4]).Sample((blocks, cores, capacity) =>
        {
            double speed = ChainSimulation.BatchesPerSecond(On(blocks, cores) with { Capacity = capacity }, 300);
            double bound = Math.Min(1 / blocks.Max(block => block.Step), cores / blocks.Sum(block => block.Step));

            // Of the 200 batches that count, those in the chain when counting begins have had some of their work before.
            int inChain = blocks.Length * (capacity + 2);
            Assert.InRange(speed, 0.5 * bound, bound * 200 / (200 - inChain));
        }, iter: 200);
    }

    [Fact]
    public void Equal_blocks_on_enough_cores_reach_the_bound()
    {
        BlockWork[] blocks = [new(0.2, 0.8), new(0.2, 0.8), new(0.2, 0.8)];
        Assert.Equal(1, ChainSimulation.BatchesPerSecond(On(blocks, 4), 300), 0.01);
        Assert.Equal(2.0 / 3, ChainSimulation.BatchesPerSecond(On(blocks, 2), 300), 0.02);
    }

    [Fact]
    public void Lockstep_costs_the_way_of_the_output_through_the_chain()
    {
        BlockWork[] blocks = [new(0.2, 0.8), new(0.2, 0.8), new(0.2, 0.8)];

        // The last block begins behind two forward passes and then has its own step to do.
        Assert.Equal(1 / 1.4, ChainSimulation.BatchesPerSecond(On(blocks, 4) with { Regime = Regime.Simultaneous }, 300), 0.01);
    }

    [Fact]
    public void A_slow_link_is_the_bound_only_where_capacity_cannot_hide_it()
    {
        ChainModel chain = On([new(0.1, 0.9), new(0.1, 0.9)], 1) with { Process = [0, 1], Host = [0, 1, 2], LoaderProcess = 2, Latency = 0.4 };
        Assert.Equal(1, ChainSimulation.BatchesPerSecond(chain with { Capacity = 2 }, 300), 0.02);
        double starved = ChainSimulation.BatchesPerSecond(chain with { Capacity = 1, Latency = 1.5 }, 300);
        Assert.InRange(starved, 0.2, 0.6);
    }

    [Fact]
    public void What_the_ends_of_links_compute_takes_the_core_from_blocks()
    {
        ChainModel chain = On([new(0.2, 0.8), new(0.2, 0.8)], 1) with { Process = [0, 1], Host = [0, 0, 0], LoaderProcess = 2, LinkBytes = 100, SecondsPerByte = 0.0025 };
        Assert.Equal(1 / (2 + (4 * 0.25)), ChainSimulation.BatchesPerSecond(chain, 300), 0.01);
        Assert.Equal(1, ChainSimulation.BatchesPerSecond(chain with { Cores = 6 }, 300), 0.01);
    }

    [Fact]
    public void A_loader_that_decodes_slowly_is_the_bound()
    {
        Assert.Equal(0.5, ChainSimulation.BatchesPerSecond(On([new(0.1, 0.4)], 4) with { Decode = 2 }, 60), 0.01);
    }

    static ChainModel On(BlockWork[] blocks, double cores) => new()
    {
        Regime = Regime.Async,
        Blocks = blocks,
        Process = [.. blocks.Select(_ => 0)],
        Host = [0],
        Cores = cores,
    };
}
