using Actors.Data.Randomness;

namespace Actors.Blocks;

/// <summary>How long a block waits after a step, to play a slower machine.</summary>
/// <param name="Slowdown">Factor on the step's own time; 1 adds nothing.</param>
/// <param name="Jitter">Upper bound of a random wait, in seconds; 0 adds nothing.</param>
/// <param name="Seed">Seed of the random part.</param>
/// <param name="Block">The block's number.</param>
public sealed record StepDelay(double Slowdown, double Jitter, long Seed, int Block)
{
    /// <summary>No delay.</summary>
    public static StepDelay None { get; } = new(1, 0, 0, 0);

    /// <summary>The wait after the step on a batch. The random part is a function of (seed, block, batch).</summary>
    public TimeSpan After(long batch, double computeSeconds)
    {
        double jitter = Jitter == 0 ? 0 : Jitter * new KeyedRandom(Seed, Block, batch, RandomPurpose.Delay).NextDouble();
        return TimeSpan.FromSeconds(((Slowdown - 1) * computeSeconds) + jitter);
    }
}
