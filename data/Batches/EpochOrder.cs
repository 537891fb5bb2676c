using Actors.Data.Randomness;

namespace Actors.Data.Batches;

/// <summary>The order of the samples in each epoch: a permutation keyed by (seed, epoch). Safe for any number of threads.</summary>
sealed class EpochOrder
{
    readonly int count;
    readonly long seed;
    readonly bool shuffle;
    readonly Lock gate = new();

    // A window of batches rarely spans more than two epochs; each is kept until two newer ones are asked for.
    readonly (long Epoch, int[] Samples)[] recent = [(-1, []), (-1, [])];
    int oldest;

    public EpochOrder(int count, long seed, bool shuffle)
    {
        this.count = count;
        this.seed = seed;
        this.shuffle = shuffle;
    }

    /// <summary>The epoch and the sample of a place in the stream.</summary>
    public (long Epoch, int Sample) At(long position)
    {
        (long epoch, long place) = Math.DivRem(position, count);
        return (epoch, shuffle ? Of(epoch)[place] : (int)place);
    }

    int[] Of(long epoch)
    {
        lock (gate)
        {
            foreach ((long known, int[] samples) in recent)
            {
                if (known == epoch)
                {
                    return samples;
                }
            }

            int[] drawn = new int[count];
            for (int i = 0; i < count; i++)
            {
                drawn[i] = i;
            }

            new KeyedRandom(seed, epoch, 0, RandomPurpose.Order).Choose<int>(drawn, count);
            recent[oldest] = (epoch, drawn);
            oldest = 1 - oldest;
            return drawn;
        }
    }
}
