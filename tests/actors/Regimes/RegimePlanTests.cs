using Actors.Model.Optimizers;
using Actors.Regimes;
using CsCheck;
using Xunit;

namespace Actors.Tests.Regimes;

public class RegimePlanTests
{
    [Fact]
    public void In_sequential_each_block_learns_its_share_in_one_phase_with_a_schedule_of_its_own()
    {
        Gen.Long[0, 6].Array[1, 6].Where(shares => shares.Sum() > 0).Sample(shares =>
        {
            WarmupCosine[] schedules = [.. shares.Select((share, k) => new WarmupCosine(1 + k, 0, 0, share))];
            var plan = new RegimePlan(Regime.Sequential, shares, 1, schedules);
            Assert.Equal(shares.Sum(), plan.Steps);
            var expected = shares.SelectMany((share, k) => Enumerable.Range(0, (int)share).Select(step => (k, schedules[k].At(step))));
            Assert.Equal(expected, Enumerable.Range(0, (int)plan.Steps).Select(batch => (plan.Learner(batch), plan.LearningRate(batch))));
        });
    }

    [Theory]
    [InlineData(Regime.Async, false)]
    [InlineData(Regime.Simultaneous, true)]
    [InlineData(Regime.E2e, true)]
    public void In_the_other_regimes_all_blocks_learn_from_every_batch_at_one_rate(Regime regime, bool lockstep)
    {
        var schedule = new WarmupCosine(1e-3, 1e-5, 3, 10);
        var plan = new RegimePlan(regime, [10, 10, 10], 1, [schedule]);
        Assert.Equal((10, 3, lockstep), (plan.Steps, plan.Blocks, plan.Lockstep));
        Assert.All(Enumerable.Range(0, 10), batch => Assert.Equal(schedule.At(batch), plan.LearningRate(batch)));
        Assert.Equal([regime != Regime.E2e, regime != Regime.E2e, true], Enumerable.Range(0, 3).Select(plan.HasDecoder));
    }
}
