using Actors.Configuration;
using Actors.Model.Devices;
using Actors.Runs;

namespace Actors.Evaluation;

/// <summary>Evaluates a snapshot of a run: what each of its blocks has learned.</summary>
public static class RunEvaluation
{
    /// <summary>Embeds the clips, or finds their embeddings, and computes every metric. Writes <c>evaluation.json</c> into the run directory.</summary>
    /// <param name="options">What is evaluated, and on what.</param>
    /// <param name="observer">Told of progress and warnings.</param>
    /// <param name="stop">Ends it; nothing is written then but whole embeddings.</param>
    /// <exception cref="RunException">There is no such run (2), its snapshot can't be used (5), or the data has no labels to tell apart (3).</exception>
    /// <exception cref="Model.Evaluation.EvaluationException">The clips are too few or too much alike for a metric (3).</exception>
    public static EvaluationReport Run(EvaluationOptions options, IEvaluationObserver observer, CancellationToken stop)
    {
        var run = EvaluatedRun.Open(options.Run, options.Snapshot, observer.Warn);
        var device = TorchDevice.Parse(options.Device.Length > 0 ? options.Device : run.Options.Training.Device);
        (EvaluationSet measured, EvaluationSet? fitted, IReadOnlyList<EvaluationSet> gratings) = Sets(options, run.Options);
        var cache = new EmbeddingCache(run, options.Batch, device.IsCuda);
        int threads = device.IsCuda ? 1 : Environment.ProcessorCount;
        Dictionary<EvaluationSet, SetEmbeddings> found = Embeddings(
            [measured, .. fitted is null ? (EvaluationSet[])[] : [fitted], .. gratings], options, run, device, cache, observer, threads, stop);

        SetReport Report(EvaluationSet set, EvaluationSet? fittedSet) =>
            SetAnalysis.Of(set, found[set], fittedSet, fittedSet is null ? null : found[fittedSet], threads, stop);
        var report = new EvaluationReport(
            1, BuildVersion.Text, run.Options.Model.Name, RunPlans.NameOf(run.Options.Training.Regime), run.Partition.Layers,
            run.Options.Training.Seed, run.Snapshot.Manifest.Batch, [.. run.Snapshot.Manifest.Blocks.Select(part => part.Sha256)], device.ToString(),
            options.Batch, [Report(measured, fitted), .. gratings.Select(set => Report(set, null))]);
        Write(run, () => RunJson.Write(run.Directory.Evaluation, report));
        return report;
    }

    /// <summary>Refuses what would be refused when such a run was evaluated, before it is trained.</summary>
    /// <param name="options">What is to be evaluated, and on what; its run may be absent.</param>
    /// <param name="run">The run's configuration.</param>
    /// <exception cref="RunException">The data has no labels to tell apart (3).</exception>
    /// <exception cref="Model.Evaluation.EvaluationException">The clips are too few or too much alike for a metric (3).</exception>
    internal static void Check(EvaluationOptions options, RunOptions run) => _ = Sets(options, run);

    static (EvaluationSet Measured, EvaluationSet? Fitted, IReadOnlyList<EvaluationSet> Gratings) Sets(EvaluationOptions options, RunOptions run)
    {
        (EvaluationSet measured, EvaluationSet? fitted) = EvaluationSets.Data(options, run);
        IReadOnlyList<EvaluationSet> gratings = EvaluationSets.Gratings(options, run);

        // A run that has learned from gratings is asked for all that tells them apart, once.
        if (gratings.FirstOrDefault(set => set.Name == measured.Name) is { } same)
        {
            (measured, fitted, gratings) = (same, null, [.. gratings.Where(set => set != same)]);
        }

        (fitted ?? measured).Check(fitted is null ? SetAnalysis.Folds : 0);
        foreach (EvaluationSet set in gratings)
        {
            set.Check(SetAnalysis.Folds);
        }

        return (measured, fitted, gratings);
    }

    static void Write(EvaluatedRun run, Action write)
    {
        try
        {
            write();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new RunException(ExitCode.Usage, $"the run directory {run.Directory.Path} cannot be written: {e.Message}", e);
        }
    }

    static Dictionary<EvaluationSet, SetEmbeddings> Embeddings(
        EvaluationSet[] sets, EvaluationOptions options, EvaluatedRun run, TorchDevice device, EmbeddingCache cache, IEvaluationObserver observer,
        int threads, CancellationToken stop)
    {
        Dictionary<EvaluationSet, SetEmbeddings> found = [];
        foreach (EvaluationSet set in sets)
        {
            if (cache.Find(set) is { } kept)
            {
                found.Add(set, kept);
            }
        }

        EvaluationSet[] missing = [.. sets.Where(set => !found.ContainsKey(set))];
        if (missing.Length == 0)
        {
            return found;
        }

        int total = missing.Sum(set => set.Samples.Count);
        int before = 0;
        using FrozenBlocks blocks = new(run, device);
        foreach (EvaluationSet set in missing)
        {
            int offset = before;
            SetEmbeddings embeddings = new Extraction(blocks, set, run, options.Batch)
                .Run(threads, done => observer.Embedded(offset + done, total), stop);
            foreach (SkippedEvaluation clip in embeddings.Skipped)
            {
                observer.Warn($"{set.Name}: {clip.Clip} is left out: {clip.Detail}");
            }

            Write(run, () => cache.Keep(set, embeddings));
            found.Add(set, embeddings);
            before += set.Samples.Count;
        }

        return found;
    }
}
