using Actors.Data.Clips;
using Actors.Data.Tokens;

namespace Actors.Data.Batches;

/// <summary>What the loader emits: the tokens to see, the tokens to predict, and where they come from.</summary>
/// <remarks>Plain arrays, made for this batch alone and never reused, so it may be kept and shared; nothing is to be disposed.</remarks>
public sealed class Batch
{
    /// <summary>Makes an empty batch to be filled.</summary>
    internal Batch(long number, ClipGeometry geometry, int size, int visible, int decoded, bool keepClips)
    {
        Number = number;
        Geometry = geometry;
        Size = size;
        VisibleTokens = visible;
        DecodedTokens = decoded;
        Visible = GC.AllocateUninitializedArray<byte>(size * visible * geometry.TokenPixels);
        VisibleIndex = new long[size * visible];
        Targets = GC.AllocateUninitializedArray<byte>(size * decoded * geometry.TokenPixels);
        DecodedIndex = new long[size * decoded];
        Mask = new bool[size * geometry.Tokens];
        Labels = new long[size];
        Samples = new long[size];
        Epochs = new long[size];
        Clips = keepClips ? GC.AllocateUninitializedArray<byte>(size * geometry.ClipBytes) : null;
    }

    /// <summary>Makes a batch of given clips under given masks; every masked token is to be decoded, and the clips are kept.</summary>
    /// <param name="number">Its number in the stream, from 0.</param>
    /// <param name="clips">The clips, all of one size. Their places in the batch become their sample numbers.</param>
    /// <param name="mask">Which tokens are masked <c>[batch, tokens]</c>: as many in every clip.</param>
    /// <exception cref="ArgumentException">Clips or masks don't fit each other; the text says which.</exception>
    public static Batch Of(long number, IReadOnlyList<Clip> clips, bool[] mask)
    {
        ClipGeometry geometry = clips[0].Geometry;
        if (mask.Length != clips.Count * geometry.Tokens)
        {
            throw new ArgumentException($"batch {number}: {clips.Count} clips of {geometry.Tokens} tokens and a mask of {mask.Length}");
        }

        int masked = mask.AsSpan(0, geometry.Tokens).Count(true);
        Batch batch = new(number, geometry, clips.Count, geometry.Tokens - masked, masked, keepClips: true);
        mask.CopyTo(batch.Mask, 0);
        for (int place = 0; place < clips.Count; place++)
        {
            int[] tokens = [.. Enumerable.Range(0, geometry.Tokens)];
            ILookup<bool, int> byMask = tokens.ToLookup(n => mask[(place * geometry.Tokens) + n]);
            int[] hidden = [.. byMask[true]];
            if (hidden.Length != masked || clips[place].Geometry != geometry)
            {
                throw new ArgumentException(
                    $"batch {number}: clip {place} ({clips[place].Geometry}) has {hidden.Length} masked tokens, clip 0 ({geometry}) has {masked}");
            }

            batch.Fill(place, clips[place], [.. byMask[false]], hidden);
            batch.Samples[place] = place;
        }

        return batch;
    }

    /// <summary>Its number in the stream, from 0.</summary>
    public long Number { get; }

    /// <summary>Size of the clips and of their tubelets.</summary>
    public ClipGeometry Geometry { get; }

    /// <summary>Clips in it.</summary>
    public int Size { get; }

    /// <summary>Visible tokens of a clip.</summary>
    public int VisibleTokens { get; }

    /// <summary>Tokens of a clip to be decoded.</summary>
    public int DecodedTokens { get; }

    /// <summary>8-bit pixels of the visible tokens <c>[batch, visible, token pixels]</c>.</summary>
    public byte[] Visible { get; }

    /// <summary>Numbers of the visible tokens, ascending, <c>[batch, visible]</c>.</summary>
    public long[] VisibleIndex { get; }

    /// <summary>8-bit pixels of the tokens to be decoded <c>[batch, decoded, token pixels]</c>.</summary>
    public byte[] Targets { get; }

    /// <summary>Numbers of the tokens to be decoded, ascending, all masked, <c>[batch, decoded]</c>.</summary>
    public long[] DecodedIndex { get; }

    /// <summary>Which tokens are masked <c>[batch, tokens]</c>.</summary>
    public bool[] Mask { get; }

    /// <summary>Classes <c>[batch]</c>.</summary>
    public long[] Labels { get; }

    /// <summary>Sample numbers <c>[batch]</c>: those read, not those that could not be.</summary>
    public long[] Samples { get; }

    /// <summary>Epochs <c>[batch]</c>: passes over the source completed before each clip's place in the stream.</summary>
    public long[] Epochs { get; }

    /// <summary>The whole clips as cropped, 8-bit <c>[batch, 3, frames, height, width]</c>, or null where they are not kept.</summary>
    public byte[]? Clips { get; }

    /// <summary>Clips that could not be read, by position; one entry for each place that had to be filled otherwise.</summary>
    public IReadOnlyList<SkippedClip> Skipped { get; internal set; } = [];

    /// <summary>Fills one place: pixels, token numbers, label, and the clip where it is kept.</summary>
    internal void Fill(int place, Clip clip, IReadOnlyList<int> visible, IReadOnlyList<int> decoded)
    {
        Tubelets.Gather(clip, visible, Row(Visible, place));
        Tubelets.Gather(clip, decoded, Row(Targets, place));
        Copy(visible, Row(VisibleIndex, place));
        Copy(decoded, Row(DecodedIndex, place));
        if (Clips is not null)
        {
            clip.Pixels.CopyTo(Row(Clips, place));
        }

        Labels[place] = clip.Label;
    }

    /// <summary>One place's part of an array.</summary>
    internal Span<T> Row<T>(T[] all, int place)
    {
        int length = all.Length / Size;
        return all.AsSpan(place * length, length);
    }

    static void Copy(IReadOnlyList<int> from, Span<long> to)
    {
        for (int i = 0; i < to.Length; i++)
        {
            to[i] = from[i];
        }
    }
}
