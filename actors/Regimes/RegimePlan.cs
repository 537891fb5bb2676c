using Actors.Model.Optimizers;

namespace Actors.Regimes;

/// <summary>A run's regime with its numbers: which block learns from which batch, and at which rate.</summary>
/// <param name="Regime">The regime.</param>
/// <param name="Shares">Batches each block learns from, in <see cref="Regime.Sequential"/> one phase each; else the run's steps for all.</param>
/// <param name="MicroBatches">Parts that a batch is cut into, in <see cref="Regime.E2e"/>; else 1.</param>
/// <param name="Schedules">Learning rates, one schedule for each phase.</param>
public sealed record RegimePlan(Regime Regime, IReadOnlyList<long> Shares, int MicroBatches, IReadOnlyList<WarmupCosine> Schedules)
{
    /// <summary>Blocks of the run.</summary>
    public int Blocks => Shares.Count;

    /// <summary>Batches the loader emits.</summary>
    public long Steps => Regime == Regime.Sequential ? Shares.Sum() : Shares[0];

    /// <summary>Whether each batch waits until every block has learned from the one before.</summary>
    public bool Lockstep => Regime is Regime.Simultaneous or Regime.E2e;

    /// <summary>Whether a block has a decoder and a loss of its own.</summary>
    public bool HasDecoder(int block) => Regime != Regime.E2e || block == Blocks - 1;

    /// <summary>The only block that learns from a batch in <see cref="Regime.Sequential"/>.</summary>
    public int Learner(long batch)
    {
        int block = 0;
        for (long end = Shares[0]; batch >= end && block < Blocks - 1; end += Shares[block])
        {
            block++;
        }

        return block;
    }

    /// <summary>Batches that a block has learned from when it has met all those before <paramref name="batch"/> and lost none.</summary>
    public long LearnedBefore(int block, long batch) =>
        Regime != Regime.Sequential ? batch : Math.Clamp(batch - Shares.Take(block).Sum(), 0, Shares[block]);

    /// <summary>The learning rate of a batch: a function of its number, so that no block's pace changes it.</summary>
    public double LearningRate(long batch)
    {
        if (Regime != Regime.Sequential)
        {
            return Schedules[0].At(batch);
        }

        int learner = Learner(batch);
        return Schedules[learner].At(batch - Shares.Take(learner).Sum());
    }
}
