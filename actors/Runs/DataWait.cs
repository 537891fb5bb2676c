using Actors.Messages;
using Actors.Regimes;

namespace Actors.Runs;

/// <summary>How long a run's blocks stood still because the loader had no batch for them.</summary>
/// <remarks>
/// Neither side sees it alone: the loader waits ahead of the blocks, and a block also starves for other reasons. For each batch it is the
/// shorter of the time for which the loader could have emitted the batch and had none, and the time for which the first block that learns
/// from it starved before; both end when the batch arrives, so that the shorter lies within the longer. In lockstep everybody stands still
/// while the loader waits. The first batch of a chain is counted by itself: nothing can be decoded ahead of it.
/// </remarks>
/// <param name="regime">The run's regime.</param>
internal sealed class DataWait(RegimePlan regime)
{
    readonly Queue<(long Batch, double Seconds)> emitted = new();
    bool first = true;

    /// <summary>Seconds behind the first batch.</summary>
    public double Seconds { get; private set; }

    /// <summary>Seconds for the first batch, of every incarnation.</summary>
    public double FirstSeconds { get; private set; }

    /// <summary>A chain begins.</summary>
    public void Begin()
    {
        emitted.Clear();
        first = true;
    }

    /// <summary>The loader has emitted a batch.</summary>
    /// <returns>Seconds that are known by now to have been waited.</returns>
    public double Emitted(BatchEmitted batch)
    {
        if (first)
        {
            first = false;
            FirstSeconds += batch.WaitSeconds;
            return batch.WaitSeconds;
        }

        if (regime.Lockstep)
        {
            Seconds += batch.WaitSeconds;
            return batch.WaitSeconds;
        }

        emitted.Enqueue((batch.Batch, batch.WaitSeconds));
        return 0;
    }

    /// <summary>A block has learned from a batch.</summary>
    /// <returns>Seconds that are known by now to have been waited.</returns>
    public double Stepped(BlockStepped step)
    {
        int learner = regime.Regime == Regime.Sequential ? regime.Learner(step.Batch) : 0;
        double waited = 0;
        while (step.Block == learner && emitted.TryPeek(out (long Batch, double Seconds) oldest) && oldest.Batch <= step.Batch)
        {
            // What a lossy edge dropped, nobody waited for.
            emitted.Dequeue();
            waited = oldest.Batch == step.Batch ? Math.Min(oldest.Seconds, step.StarvedSeconds) : 0;
        }

        Seconds += waited;
        return waited;
    }
}
