using Actors.Benchmarks;
using Actors.Runs;
using Xunit;

namespace Actors.Tests.Benchmarks;

public class SteadyRateTests
{
    [Fact]
    public void A_slow_beginning_and_the_emptying_of_the_chain_do_not_count()
    {
        // Two blocks, two updates a second each, the second one 1.5 s behind; ten seconds pass before the first update, and when the first
        // block has run out of batches the second one goes four times as fast.
        List<StepLine> steps = [];
        for (int batch = 0; batch < 30; batch++)
        {
            steps.Add(Line(0, batch, 10 + (0.5 * batch)));
            steps.Add(Line(1, batch, batch < 27 ? 11.5 + (0.5 * batch) : 24.5 + (0.125 * (batch - 26))));
        }

        StepLine[] ordered = [.. steps.OrderBy(step => step.Time)];
        Assert.Equal(2, SteadyRate.BatchesPerSecond(ordered, 2, oneAtATime: false), 0.15);
    }

    [Fact]
    public void Blocks_that_learn_one_after_another_share_the_batches()
    {
        StepLine[] steps = [.. Enumerable.Range(0, 40).Select(batch => Line(batch / 20, batch, 0.25 * batch))];
        Assert.Equal(4, SteadyRate.BatchesPerSecond(steps, 2, oneAtATime: true), 1e-9);
    }

    [Fact]
    public void A_run_that_is_over_before_its_chain_is_full_says_nothing()
    {
        StepLine[] steps = [Line(0, 0, 1), Line(0, 1, 2), Line(0, 2, 3), Line(1, 0, 4), Line(1, 1, 5), Line(1, 2, 6)];
        Assert.Contains("give more --steps", Assert.Throws<RunException>(() => SteadyRate.BatchesPerSecond(steps, 2, false)).Message, StringComparison.Ordinal);
    }

    static StepLine Line(int block, long batch, double time) => new(time, block, batch, batch + 1, 1, 0, 0, 0, 0, 1);
}
