using System.Globalization;
using Actors.Configuration;
using Actors.Data;
using Actors.Data.Clips;
using Actors.Data.Datasets;
using Actors.Data.Gratings;
using Actors.Data.Randomness;
using Actors.Data.Sampling;
using Actors.Data.Video;
using Actors.Runs;

namespace Actors.Evaluation;

/// <summary>Opens the sets that a run is evaluated on.</summary>
internal static class EvaluationSets
{
    const string Motion = "motion";

    /// <summary>The labelled data: the set that is measured, and the one that probes are fitted on before, where there are both.</summary>
    /// <exception cref="DatasetException">There is no such data or split.</exception>
    /// <exception cref="RunException">It has no labels to tell apart.</exception>
    public static (EvaluationSet Measured, EvaluationSet? Fitted) Data(EvaluationOptions options, RunOptions run)
    {
        string named = options.Data.Length > 0 ? options.Data : run.Data.Source;

        // The clips that a run has written itself are few; moving objects of its kind that it has not seen are as many as wanted.
        string source = named == RunClips.MotionFilesSource ? Motion : named;
        string asked = options.Split.Length > 0 ? options.Split : options.Data.Length > 0 ? "" : run.Data.Split;
        string? test = options.Split.Length > 0 ? null : TestOf(source, asked);
        EvaluationSet first = Open(source, asked, options, run);
        return test is null ? (first, null) : (Open(source, test, options, run), first);
    }

    /// <summary>The gratings, single and double; none when none are wanted.</summary>
    public static IReadOnlyList<EvaluationSet> Gratings(EvaluationOptions options, RunOptions run)
    {
        ClipGeometry geometry = RunPlans.GeometryOf(run.Model);
        return options.Gratings == 0 ? [] :
        [
            Grating(new DriftingGratings(geometry), DriftingGratings.TargetNames, DriftingGratings.TargetsOf, halves: false),
            Grating(new DoubleDriftingGratings(geometry), DoubleDriftingGratings.TargetNames, DoubleDriftingGratings.TargetsOf, halves: true),
        ];

        EvaluationSet Grating(IClipSource source, IReadOnlyList<string> names, Func<int, float[]> targets, bool halves) => new(
            source, Chosen(source.Count, options.Gratings), names,
            // Fractions are cut off, as the paper's probe does: contrasts become 0 and 1.
            sample => [.. targets(sample).Select(value => (long)value)], halves, Occlusion.Grey);
    }

    /// <summary>So many of a set's samples, the same ones each time, ascending.</summary>
    public static int[] Chosen(int count, int wanted)
    {
        int[] samples = [.. Enumerable.Range(0, count)];
        if (wanted >= count)
        {
            return samples;
        }

        new KeyedRandom(0, 0, 0, RandomPurpose.Evaluation).Choose<int>(samples, wanted);
        Array.Sort(samples, 0, wanted);
        return samples[..wanted];
    }

    static EvaluationSet Open(string source, string split, EvaluationOptions options, RunOptions run)
    {
        DataOptions data = run.Data;
        int generated = options.Clips ?? EvaluationOptions.DefaultClips;
        IClipSource clips = ClipSources.Open(source, new ClipSourceOptions
        {
            Geometry = RunPlans.GeometryOf(run.Model),
            Split = split.Length == 0 ? null : split,
            Stride = data.Stride,
            Evaluation = true,
            GeneratedClips = generated,
            GeneratedSeed = run.Training.Seed,
        }, () => VideoDecoders.Open(data.Decoder));
        if (clips.Classes.Count < 2)
        {
            throw new RunException(
                ExitCode.Data,
                $"{clips.Name} has one class ({clips.Classes[0]}), nothing to tell apart: sort its clips into class folders, or give other --data");
        }

        int wanted = options.Clips ?? (ClipSources.Generated.Contains(source) ? generated : int.MaxValue);
        return new EvaluationSet(clips, Chosen(clips.Count, wanted), ["label"], sample => [clips.LabelOf(sample)], false, Occlusion.MeanColor);
    }

    // The test list beside a training list: test for train, test02 for train02.
    static string? TestOf(string source, string split)
    {
        if (source == Motion)
        {
            return split is "" or "train" ? "test" : null;
        }

        if (ClipSources.Generated.Contains(source))
        {
            return split == "train" ? "test" : null;
        }

        string train = split.Length == 0 ? "train" : split;
        string test = train.Replace("train", "test", false, CultureInfo.InvariantCulture);
        return test != train && VideoDataset.SplitsOf(source).Any(name => name == test || name == test + "01") ? test : null;
    }
}
