using Actors.Blocks;
using CsCheck;
using Xunit;

namespace Actors.Tests.Blocks;

public class StepDelayTests
{
    [Fact]
    public void The_random_part_is_a_function_of_seed_block_and_batch_within_its_bound()
    {
        Gen.Select(Gen.Double[0, 2], Gen.Long, Gen.Int[0, 20], Gen.Long[0, 1_000_000]).Sample((jitter, seed, block, batch) =>
        {
            TimeSpan wait = new StepDelay(1, jitter, seed, block).After(batch, 0.5, updated: true);
            Assert.InRange(wait.TotalSeconds, 0, jitter);
            Assert.Equal(wait, new StepDelay(1, jitter, seed, block).After(batch, 0.1, updated: true));
        });
    }

    [Fact]
    public void Another_seed_block_or_batch_waits_otherwise()
    {
        TimeSpan[] waits = [After(1, 2, 3), After(2, 2, 3), After(1, 3, 3), After(1, 2, 4)];
        Assert.Equal(4, waits.Distinct().Count());

        static TimeSpan After(long seed, int block, long batch) => new StepDelay(1, 1, seed, block).After(batch, 0, updated: true);
    }

    [Fact]
    public void A_slowdown_stretches_every_computation_and_jitter_comes_once_an_update()
    {
        var delay = new StepDelay(5, 1, 7, 0);
        Assert.Equal(TimeSpan.FromSeconds(2), delay.After(3, 0.5, updated: false));
        Assert.InRange(delay.After(3, 0.5, updated: true).TotalSeconds, 2, 3);
        Assert.Equal(TimeSpan.Zero, StepDelay.None.After(3, 0.5, updated: true));
    }
}
