using Actors.Cluster;
using Actors.Messages;

namespace Actors.Runs;

/// <summary>What a run's end means to its user: exit code and one line.</summary>
internal static class Verdict
{
    /// <summary>Every block has seen the end of the stream.</summary>
    /// <param name="plan">The run.</param>
    /// <param name="record">What was measured.</param>
    /// <param name="early">Whether it was told to stop.</param>
    public static RunResult Finished(RunPlan plan, RunRecord record, bool early)
    {
        RunSummary summary = record.Summary();
        long step = record.NextBatch;
        if (summary.Edges.FirstOrDefault(edge => edge.Produced != edge.Consumed + edge.Dropped + edge.InFlight) is { } broken)
        {
            return new RunResult(ExitCode.Unexpected, $"conservation is broken: {broken}", summary);
        }

        return early && step < plan.Steps
            ? new RunResult(ExitCode.Interrupted, $"interrupted after {step} of {plan.Steps} batches; go on with --resume {plan.Directory.Path}", summary)
            : new RunResult(ExitCode.Done, "", summary);
    }

    /// <summary>Blocks refused steps. The first batch of the first block is the cause, the others its consequence.</summary>
    public static RunResult Diverged(RunPlan plan, RunRecord record, IEnumerable<Diverged> divergences)
    {
        Diverged cause = divergences.OrderBy(d => d.Batch).ThenBy(d => d.Block).First();
        return new RunResult(
            ExitCode.Diverged,
            $"block-{cause.Block} diverged at batch {cause.Batch}: loss {cause.Loss:g6}, gradient norm {cause.GradNorm:g6}; "
            + $"its last good state is in {plan.Directory.LastGood}. Lower training.learning-rate (now {plan.Options.Training.LearningRate:g})",
            record.Summary());
    }

    /// <summary>An actor failed and the run does not survive it.</summary>
    /// <param name="plan">The run.</param>
    /// <param name="record">What was measured.</param>
    /// <param name="failed">Who failed, and of what.</param>
    /// <param name="around">What surrounded it.</param>
    public static RunResult Failed(RunPlan plan, RunRecord record, ActorFailed failed, FailureState around)
    {
        string place = failed.Batch < 0 ? failed.Name : $"{failed.Name} at batch {failed.Batch}";
        ExitCode code = RunFaults.CodeOf(failed.Cause);
        string cause = RunFaults.FirstLine(failed.Cause);
        string type = (failed.Cause as RemoteFailureException)?.Type ?? failed.Cause.GetType().Name;
        string message = code == ExitCode.Unexpected ? $"{place} failed: {type}: {cause} ({around}); see {plan.Directory.Crashes}" : cause;
        return new RunResult(code, message, record.Summary());
    }
}
