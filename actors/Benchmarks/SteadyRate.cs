using Actors.Runs;

namespace Actors.Benchmarks;

/// <summary>How fast a run was while all of its blocks were at work.</summary>
public static class SteadyRate
{
    /// <summary>
    /// Updates between the last block's first third of a run and the first block's last update, shared out over the blocks: behind the
    /// first the code is compiled and the chain full, before the second nobody has run out of batches.
    /// </summary>
    /// <param name="steps">The lines of <c>steps.jsonl</c>, in order.</param>
    /// <param name="blocks">Blocks.</param>
    /// <param name="oneAtATime">Whether each batch is learned from by one block only, as in regime sequential.</param>
    /// <returns>Batches per second.</returns>
    /// <exception cref="RunException">The run is too short for it.</exception>
    public static double BatchesPerSecond(IReadOnlyList<StepLine> steps, int blocks, bool oneAtATime)
    {
        StepLine[] last = [.. steps.Where(step => oneAtATime || step.Block == blocks - 1)];
        double from = last[last.Length / 3].Time;
        double to = oneAtATime ? steps.Max(step => step.Time) : steps.GroupBy(step => step.Block).Min(block => block.Max(step => step.Time));
        int updates = steps.Count(step => step.Time > from && step.Time <= to);
        return to > from
            ? updates / (to - from) / (oneAtATime ? 1 : blocks)
            : throw new RunException(
                ExitCode.Usage, $"{last.Length} batches are too few: the first block had its last one before the last block had a third of them; give more --steps");
    }
}
