namespace Actors.Regimes;

/// <summary>Knows when every block has updated on a batch: the barrier of the simultaneous regime.</summary>
public sealed class LockstepGate
{
    readonly int blocks;
    long batch;
    int learned;

    /// <summary>A gate before batch 0.</summary>
    public LockstepGate(int blocks)
    {
        this.blocks = blocks;
    }

    /// <summary>Notes that a block has updated on a batch.</summary>
    /// <returns>Whether it was the last one, so that the next batch may be emitted.</returns>
    /// <exception cref="InvalidOperationException">The batch is not the one all blocks are at.</exception>
    public bool Learned(long learnedBatch)
    {
        if (learnedBatch != batch)
        {
            throw new InvalidOperationException($"lockstep: an update on batch {learnedBatch} while blocks are at batch {batch} ({learned} of {blocks} have learned from it)");
        }

        learned++;
        if (learned < blocks)
        {
            return false;
        }

        learned = 0;
        batch++;
        return true;
    }
}
