using Actors.Data.Clips;
using Actors.Data.Masks;

namespace Actors.Data.Batches;

/// <summary>A batch in the making: workers fill its places in any order, and the last one to finish completes it.</summary>
sealed class PendingBatch
{
    readonly BatchOptions options;
    readonly Batch batch;
    readonly SkippedClip?[] skipped;
    readonly TaskCompletionSource<Batch> completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    int missing;

    public PendingBatch(long number, ClipGeometry geometry, BatchOptions options)
    {
        this.options = options;
        int masked = geometry.Slots * TubeMask.HiddenCells(geometry, options.MaskRatio);
        int decoded = TubeMask.DecodedTokens(masked, options.DecodeFraction);
        batch = new Batch(number, geometry, options.BatchSize, geometry.Tokens - masked, decoded, options.KeepClips);
        skipped = new SkippedClip?[options.BatchSize];
        missing = options.BatchSize;
    }

    /// <summary>The batch's number.</summary>
    public long Number => batch.Number;

    /// <summary>The finished batch, or what went wrong.</summary>
    public Task<Batch> Completed => completion.Task;

    /// <summary>Fills one place.</summary>
    public void Fill(int place, Clip clip, int sample, long epoch, SkippedClip? skip)
    {
        ClipGeometry geometry = clip.Geometry;
        TubeMask mask = TubeMask.Draw(geometry, options.MaskRatio, options.Seed, epoch, sample);
        IReadOnlyList<int> decoded = mask.DrawDecoded(options.DecodeFraction, options.Seed, epoch, sample);
        batch.Fill(place, clip, mask.Visible, decoded);
        Span<bool> masked = batch.Row(batch.Mask, place);
        for (int n = 0; n < masked.Length; n++)
        {
            masked[n] = mask.IsMasked(n);
        }

        batch.Samples[place] = sample;
        batch.Epochs[place] = epoch;
        skipped[place] = skip;
        if (Interlocked.Decrement(ref missing) == 0)
        {
            batch.Skipped = [.. skipped.OfType<SkippedClip>()];
            completion.TrySetResult(batch);
        }
    }

    /// <summary>Gives the batch up; its reader gets the exception.</summary>
    public void Fail(Exception reason)
    {
        if (completion.TrySetException(reason))
        {
            // A batch that nobody comes to read must not report an unobserved exception later.
            _ = completion.Task.Exception;
        }
    }
}
