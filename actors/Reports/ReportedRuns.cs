using Actors.Evaluation;
using Actors.Runs;

namespace Actors.Reports;

/// <summary>Opens the runs of a report and refuses those that cannot stand beside each other.</summary>
internal static class ReportedRuns
{
    /// <summary>Opens run directories.</summary>
    /// <param name="paths">The directories.</param>
    /// <exception cref="RunException">One is no run, is named twice, or has other data or other evaluation sets than the first (2).</exception>
    public static IReadOnlyList<ReportedRun> Open(IReadOnlyList<string> paths)
    {
        string[] full = [.. paths.Select(path => Path.TrimEndingDirectorySeparator(Path.GetFullPath(path)))];
        for (int i = 1; i < full.Length; i++)
        {
            if (Array.IndexOf(full, full[i]) < i)
            {
                throw new RunException(ExitCode.Usage, $"{paths[i]} is named twice: name each run once");
            }
        }

        // The last part of the path names a run, as far as no other has the same.
        string[] last = [.. full.Select(path => Path.GetFileName(path))];
        ReportedRun[] runs =
        [
            .. paths.Select((path, i) => ReportedRun.Open(path, last.Count(name => name == last[i]) == 1 ? last[i] : path)),
        ];
        foreach (ReportedRun run in runs.Skip(1))
        {
            CheckData(runs[0], run);
        }

        ReportedRun[] evaluated = [.. runs.Where(run => run.Evaluation is not null)];
        foreach (ReportedRun run in evaluated.Skip(1))
        {
            CheckSets(evaluated[0], run);
        }

        return runs;
    }

    static void CheckData(ReportedRun first, ReportedRun other)
    {
        if (Data(first) != Data(other) || !first.Manifest.Data.Classes.SequenceEqual(other.Manifest.Data.Classes))
        {
            throw new RunException(
                ExitCode.Usage, $"{first.Path} learned from {Data(first)}, {other.Path} from {Data(other)}: "
                + "a report compares runs of the same data, report them apart");
        }

        static string Data(ReportedRun run) => FormattableString.Invariant(
            $"{run.Manifest.Data.Source} ({run.Manifest.Data.Clips} clips, {run.Manifest.Data.Classes.Count} classes)");
    }

    static void CheckSets(ReportedRun first, ReportedRun other)
    {
        if (Sets(first.Evaluation!) != Sets(other.Evaluation!))
        {
            throw new RunException(
                ExitCode.Usage, $"{first.Path} was evaluated on {Sets(first.Evaluation!)}, {other.Path} on {Sets(other.Evaluation!)}: "
                + $"evaluate both with the same options (actors evaluate {other.Path})");
        }

        static string Sets(EvaluationReport evaluation) => string.Join(", ", evaluation.Sets.Select(set => FormattableString.Invariant(
            $"{set.Clips} clips of {set.Name}{(set.FittedOn is null ? "" : FormattableString.Invariant($" fitted on {set.FittedClips} of {set.FittedOn}"))}")));
    }
}
