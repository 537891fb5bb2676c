using Actors.Data.Clips;
using Actors.Data.Datasets;
using Actors.Data.Gratings;
using Actors.Data.Motion;
using Actors.Data.Randomness;
using Actors.Data.Video;

namespace Actors.Data;

/// <summary>The entry point of this room: clips by name.</summary>
public static class ClipSources
{
    // One clip in five of a set that states no split of its own.
    const int TestShare = 5;

    /// <summary>The names of the generated sets.</summary>
    public static IReadOnlyList<string> Generated { get; } = ["motion", "gratings", "double-gratings"];

    /// <summary>Opens a source.</summary>
    /// <param name="spec"><c>motion</c>, <c>gratings</c>, <c>double-gratings</c>, or the path of a folder of videos.</param>
    /// <param name="options">Which part of it and how clips are taken.</param>
    /// <param name="decoder">Gives the video decoder; called for folders only, so that generated sets need none.</param>
    /// <exception cref="DatasetException">There is no such source or split, or something is wrong with it.</exception>
    public static IClipSource Open(string spec, ClipSourceOptions options, Func<IVideoDecoder> decoder) => spec switch
    {
        "motion" => OpenMotion(options),
        "gratings" => Part(new DriftingGratings(options.Geometry), options.Split),
        "double-gratings" => Part(new DoubleDriftingGratings(options.Geometry), options.Split),
        _ => OpenFolder(spec, options, decoder),
    };

    static MotionClips OpenMotion(ClipSourceOptions options) => options.Split switch
    {
        null or "train" => new MotionClips(options.Geometry, options.GeneratedClips, options.GeneratedSeed),
        "test" => new MotionClips(options.Geometry, options.GeneratedClips, options.GeneratedSeed, test: true),
        _ => throw new DatasetException($"motion has no split '{options.Split}': it has train, test"),
    };

    static VideoDataset OpenFolder(string spec, ClipSourceOptions options, Func<IVideoDecoder> decoder)
    {
        // Asked first: what is wrong with a folder should be said even where no decoder can be had.
        _ = VideoDataset.SplitsOf(spec);
        return VideoDataset.Open(spec, options.Split, decoder(), options.Geometry, options.Stride, options.Evaluation, options.Cache);
    }

    // The full sets have no split; a fixed shuffle gives one, the same in every run.
    static IClipSource Part(IClipSource whole, string? split)
    {
        if (split is null or "all")
        {
            return whole;
        }

        if (split is not ("train" or "test"))
        {
            throw new DatasetException($"{whole.Name} has no split '{split}': it has train, test, all");
        }

        int[] order = [.. Enumerable.Range(0, whole.Count)];
        new KeyedRandom(0, 0, 0, RandomPurpose.Split).Choose<int>(order, order.Length);
        int test = whole.Count / TestShare;
        int[] part = split == "test" ? order[..test] : order[test..];
        Array.Sort(part);
        return new ClipSubset(whole, $"{whole.Name}/{split}", part);
    }
}
