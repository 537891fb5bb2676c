using System.Collections.Concurrent;
using Actors.Data.Clips;
using Actors.Data.Randomness;

namespace Actors.Data.Batches;

/// <summary>Reads samples and puts another in the place of one that cannot be read, the same one whoever does it.</summary>
/// <remarks>
/// The substitute of a sample is the first readable one of a walk over all samples, from a start keyed by (seed, epoch, sample).
/// A fault is remembered: a sample that failed is not tried again. Since a sample fails always or never, neither the memory nor the
/// number of threads can change what is read.
/// </remarks>
sealed class ReadableClips
{
    readonly IClipSource source;
    readonly long seed;
    readonly ConcurrentDictionary<int, ClipUnreadableException> faults = new();

    public ReadableClips(IClipSource source, long seed)
    {
        this.source = source;
        this.seed = seed;
    }

    /// <summary>The clip of a sample, or of its substitute; which one it is; and the sample's fault, if it has one.</summary>
    /// <exception cref="NoReadableClipException">The sample cannot be read, and no other can.</exception>
    public (Clip Clip, int Sample, ClipUnreadableException? Fault) Read(int sample, long epoch, CancellationToken stop)
    {
        if (TryRead(sample, epoch) is { } wanted)
        {
            return (wanted, sample, null);
        }

        int start = new KeyedRandom(seed, epoch, sample, RandomPurpose.Replacement).NextInt(source.Count);
        for (int step = 0; step < source.Count; step++)
        {
            stop.ThrowIfCancellationRequested();
            int candidate = (int)(((long)start + step) % source.Count);
            if (TryRead(candidate, epoch) is { } substitute)
            {
                return (substitute, candidate, faults[sample]);
            }
        }

        throw new NoReadableClipException(source.Name, [.. faults.OrderBy(fault => fault.Key).Select(fault => fault.Value)]);
    }

    Clip? TryRead(int sample, long epoch)
    {
        if (faults.ContainsKey(sample))
        {
            return null;
        }

        try
        {
            return source.Read(sample, seed, epoch);
        }
        catch (ClipUnreadableException fault)
        {
            faults.TryAdd(sample, fault);
            return null;
        }
    }
}
