using Actors.Messages;
using Actors.Model.Blocks;
using Actors.Model.Optimizers;
using Actors.Regimes;
using Actors.Runs;
using CsCheck;
using Xunit;

namespace Actors.Tests.Runs;

public class DataWaitTests
{
    [Fact]
    public void Without_a_barrier_it_is_the_time_for_which_the_loader_was_late_and_the_first_block_starved()
    {
        DataWait wait = new(Plan(Regime.Async));
        wait.Begin();
        Assert.Equal(7, wait.Emitted(Batch(0, 7)));
        Assert.Equal(0, wait.Stepped(Step(0, 0, starved: 7)));

        // Late for a block that still computed; late, and the block waited; in time, and the block waited for something else.
        Assert.Equal(0, wait.Emitted(Batch(1, 2)));
        Assert.Equal(0, wait.Stepped(Step(0, 1, starved: 0)));
        wait.Emitted(Batch(2, 3));
        Assert.Equal(0, wait.Stepped(Step(1, 2, starved: 9)));
        Assert.Equal(1, wait.Stepped(Step(0, 2, starved: 1)));
        wait.Emitted(Batch(3, 0));
        Assert.Equal(0, wait.Stepped(Step(0, 3, starved: 4)));
        Assert.Equal((1, 7), (wait.Seconds, wait.FirstSeconds));
    }

    [Fact]
    public void In_lockstep_everybody_stands_still_while_the_loader_waits()
    {
        DataWait wait = new(Plan(Regime.Simultaneous));
        wait.Begin();
        wait.Emitted(Batch(0, 1));
        Assert.Equal(2, wait.Emitted(Batch(1, 2)));
        Assert.Equal(0, wait.Stepped(Step(0, 1, starved: 5)));
        Assert.Equal((2, 1), (wait.Seconds, wait.FirstSeconds));
    }

    [Fact]
    public void One_after_the_other_it_is_the_block_whose_turn_it_is_that_waits()
    {
        DataWait wait = new(Plan(Regime.Sequential, 2, 2));
        wait.Begin();
        Enumerable.Range(0, 4).ToList().ForEach(batch => wait.Emitted(Batch(batch, 1)));
        Assert.Equal(1, wait.Stepped(Step(0, 1, starved: 1)));
        Assert.Equal(0, wait.Stepped(Step(0, 2, starved: 1)));
        Assert.Equal(0.5, wait.Stepped(Step(1, 3, starved: 0.5)));
    }

    [Fact]
    public void A_recovery_begins_with_a_first_batch_again() => Gen.Int[1, 6].Sample(starts =>
    {
        DataWait wait = new(Plan(Regime.Async));
        for (int start = 0; start < starts; start++)
        {
            wait.Begin();
            wait.Emitted(Batch(5, 2));
            wait.Emitted(Batch(6, 3));
        }

        // What was on its way when the chain ended is nobody's wait.
        Assert.Equal(3, wait.Stepped(Step(0, 6, starved: 8)));
        Assert.Equal((3, 2 * starts), (wait.Seconds, wait.FirstSeconds));
    });

    static RegimePlan Plan(Regime regime, params long[] shares) =>
        new(regime, shares.Length > 0 ? shares : [10, 10], 1, [new WarmupCosine(1e-3, 1e-5, 1, 10), new WarmupCosine(1e-3, 1e-5, 1, 10)]);

    static BatchEmitted Batch(long number, double wait) => new(number, 2, [], wait);

    static BlockStepped Step(int block, long batch, double starved) =>
        new(block, batch, 2, batch + 1, 0, new StepResult(1, 1, true, 0, 0, 0, 0), starved, 1, 0, 0);
}
