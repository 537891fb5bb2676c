using Actors.Data.Batches;
using Actors.Data.Clips;
using Actors.Data.Masks;
using Actors.Data.Sampling;
using Actors.Data.Tokens;
using Actors.Loading;
using Actors.Model.Blocks;
using Actors.Model.Devices;
using Actors.Model.Evaluation;
using TorchSharp;

namespace Actors.Evaluation;

/// <summary>Runs clips through the blocks of a snapshot, batch by batch.</summary>
/// <remarks>
/// Batches go to as many threads as there are cores, one intra-op thread each, so that no figure depends on the number of cores. Kept
/// are one vector a clip, block and variant, and two numbers; never tokens.
/// </remarks>
internal sealed class Extraction
{
    readonly FrozenBlocks blocks;
    readonly EvaluationSet set;
    readonly int batchSize;
    readonly double maskRatio;
    readonly long seed;
    readonly int width;
    readonly BlockEmbeddings[] found;
    readonly ClipUnreadableException?[] faults;

    /// <summary>Prepares the extraction of a set.</summary>
    public Extraction(FrozenBlocks blocks, EvaluationSet set, EvaluatedRun run, int batchSize)
    {
        this.blocks = blocks;
        this.set = set;
        this.batchSize = batchSize;
        maskRatio = run.Options.Training.MaskRatio;
        seed = run.Options.Training.Seed;
        width = run.Shape.Width;
        int clips = set.Samples.Count;
        faults = new ClipUnreadableException?[clips];
        found =
        [
            .. Enumerable.Range(0, blocks.Count).Select(k => new BlockEmbeddings(
                width, new float[(long)clips * width], new float[(long)clips * width], new double[clips], new double[run.HasDecoder(k) ? clips : 0])),
        ];
    }

    /// <summary>Reads and embeds every clip.</summary>
    /// <param name="threads">Batches in work at once.</param>
    /// <param name="done">Told how many clips are done, from any thread.</param>
    /// <param name="stop">Ends it between two batches.</param>
    public SetEmbeddings Run(int threads, Action<int> done, CancellationToken stop)
    {
        int clips = set.Samples.Count;
        int finished = 0;
        var parallel = new ParallelOptions { CancellationToken = stop, MaxDegreeOfParallelism = threads };
        Parallel.For(0, (clips + batchSize - 1) / batchSize, parallel, batch =>
        {
            TorchThreads.Use(1);
            int first = batch * batchSize;
            int count = Math.Min(batchSize, clips - first);
            Embed([.. Enumerable.Range(first, count)]);
            done(Interlocked.Add(ref finished, count));
        });
        return Readable();
    }

    void Embed(int[] places)
    {
        Clip?[] read = [.. places.Select(Read)];
        Clip[] clips = [.. read.OfType<Clip>()];
        int[] at = [.. places.Where((_, i) => read[i] is not null)];
        if (clips.Length == 0)
        {
            return;
        }

        Whole(clips, (k, tokens) =>
        {
            Pool(tokens, found[k].Whole, at);
            Put(PatchSimilarity.Of(tokens), found[k].PatchSimilarity, at);
        });
        Whole(
            [.. clips.Select((clip, i) => Occlusion.Apply(clip, Occlusion.Corners(clip.Geometry, set.Halves, seed, set.Samples[at[i]]), set.Fill))],
            (k, tokens) => Pool(tokens, found[k].Occluded, at));
        double[]?[] losses = Losses(clips, at);
        for (int k = 0; k < losses.Length; k++)
        {
            if (losses[k] is { } each)
            {
                Put(each, found[k].MaskedLoss, at);
            }
        }
    }

    Clip? Read(int place)
    {
        try
        {
            return set.Source.Read(set.Samples[place], seed, 0);
        }
        catch (ClipUnreadableException fault)
        {
            faults[place] = fault;
            return null;
        }
    }

    void Whole(Clip[] clips, Action<int, torch.Tensor> visit)
    {
        ClipGeometry geometry = clips[0].Geometry;
        byte[] pixels = new byte[clips.Length * geometry.Tokens * geometry.TokenPixels];
        int length = pixels.Length / clips.Length;
        for (int i = 0; i < clips.Length; i++)
        {
            Tubelets.Cut(clips[i], pixels.AsSpan(i * length, length));
        }

        using var scope = torch.NewDisposeScope();
        blocks.Whole(blocks.Here(torch.tensor(pixels, [clips.Length, geometry.Tokens, geometry.TokenPixels], torch.uint8)), visit);
    }

    // The mask that the run would draw for the clip in its first epoch; every hidden token is decoded.
    double[]?[] Losses(Clip[] clips, int[] at)
    {
        ClipGeometry geometry = clips[0].Geometry;
        bool[] mask = new bool[clips.Length * geometry.Tokens];
        for (int i = 0; i < clips.Length; i++)
        {
            var drawn = TubeMask.Draw(geometry, maskRatio, seed, 0, set.Samples[at[i]]);
            for (int n = 0; n < geometry.Tokens; n++)
            {
                mask[(i * geometry.Tokens) + n] = drawn.IsMasked(n);
            }
        }

        using MaskedTokens batch = BatchTensors.On(blocks.Device, Batch.Of(0, clips, mask), 1).Single();
        return blocks.Losses(batch);
    }

    void Pool(torch.Tensor tokens, float[] to, int[] at)
    {
        using var scope = torch.NewDisposeScope();
        float[] means = [.. tokens.mean([1]).cpu().data<float>()];
        for (int i = 0; i < at.Length; i++)
        {
            means.AsSpan(i * width, width).CopyTo(to.AsSpan(at[i] * width, width));
        }
    }

    static void Put(double[] values, double[] to, int[] at)
    {
        for (int i = 0; i < at.Length; i++)
        {
            to[at[i]] = values[i];
        }
    }

    /// <summary>What was found of the clips that could be read.</summary>
    SetEmbeddings Readable()
    {
        SkippedEvaluation[] skipped =
            [.. faults.OfType<ClipUnreadableException>().Select(fault => new SkippedEvaluation(fault.Name, fault.Reason, fault.Detail))];
        if (skipped.Length == 0)
        {
            return new SetEmbeddings(set.Samples, found, skipped);
        }

        int[] kept = [.. Enumerable.Range(0, faults.Length).Where(place => faults[place] is null)];
        if (kept.Length == 0)
        {
            throw new EvaluationException(
                $"{set.Name}: none of {faults.Length} clips can be read; for example {skipped[0].Clip}: {skipped[0].Detail}");
        }

        float[] Rows(float[] all) => [.. kept.SelectMany(place => all[(place * width)..((place + 1) * width)])];
        double[] Values(double[] all) => all.Length == 0 ? all : [.. kept.Select(place => all[place])];
        return new SetEmbeddings([.. kept.Select(place => set.Samples[place])], [.. found.Select(block => new BlockEmbeddings(
            width, Rows(block.Whole), Rows(block.Occluded), Values(block.PatchSimilarity), Values(block.MaskedLoss)))], skipped);
    }
}
