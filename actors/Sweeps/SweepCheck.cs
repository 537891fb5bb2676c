using Actors.Configuration;
using Actors.Evaluation;
using Actors.Runs;

namespace Actors.Sweeps;

/// <summary>Refuses runs that could be trained and then neither be evaluated nor stand in one report: that is known before hours are spent.</summary>
internal static class SweepCheck
{
    const string Motion = "motion";

    /// <summary>Checks the runs of a sweep against each other, and their evaluation.</summary>
    /// <param name="plan">The sweep.</param>
    /// <param name="runs">Each run's configuration.</param>
    /// <exception cref="RunException">They learn from different data (2), or the data has no labels to tell apart (3).</exception>
    /// <exception cref="Model.Evaluation.EvaluationException">The clips of the evaluation are too few or too much alike (3).</exception>
    public static void Run(SweepPlan plan, IReadOnlyList<RunOptions> runs)
    {
        string[] sources = [.. runs.Select(run => Words(run.Data)).Distinct()];
        if (sources.Length > 1)
        {
            throw new RunException(
                ExitCode.Usage, $"{plan.Path}: some runs learn from {sources[0]}, others from {sources[1]}: a sweep ends in one report, which compares "
                + "runs of the same data; sweep them apart");
        }

        RunEvaluation.Check(plan.Evaluation, runs[0]);
    }

    static string Words(DataOptions data)
    {
        bool counted = data.Source is Motion or RunClips.MotionFilesSource;
        string split = data.Split.Length > 0 ? $", split {data.Split}" : "";
        return counted ? FormattableString.Invariant($"{data.Clips} clips of {data.Source}{split}") : $"{data.Source}{split}";
    }
}
