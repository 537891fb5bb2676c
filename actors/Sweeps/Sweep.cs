using Actors.CommandLine;
using Actors.Configuration;
using Actors.Evaluation;
using Actors.Reports;
using Actors.Runs;
using Actors.Snapshots;

namespace Actors.Sweeps;

/// <summary>Trains and evaluates the runs of a plan, one after another, and reports on all of them.</summary>
/// <remarks>
/// What has been done is read from the run directories, so a sweep that was killed anywhere goes on where it stopped: trained runs are kept,
/// a half one goes on from its last snapshot, evaluations that were made are not made again.
/// All runs share the process: <c>peak_rss_bytes</c> of a run is at least that of those before it.
/// </remarks>
/// <param name="plan">The runs.</param>
/// <param name="folder">Where they lie; existing.</param>
/// <param name="over">What is set over the plan.</param>
/// <param name="environment">Variables of the process.</param>
/// <param name="train">Trains.</param>
/// <param name="observer">Looks on.</param>
internal sealed class Sweep(
    SweepPlan plan, string folder, IReadOnlyList<Setting> over, IReadOnlyDictionary<string, string> environment, TrainingEntry train, ISweepObserver observer)
{
    const string Origin = "the sweep";

    SweepRecord record = SweepRecord.Open(folder, plan);

    /// <summary>How it ended: the first failure's code, or done, and the files of the report, the page first; no files without a trained run.</summary>
    public async Task<(ExitCode Code, IReadOnlyList<string> Files)> RunAsync(CancellationToken stop)
    {
        // Everything that is wrong in any run is said before the first is begun.
        Check();
        var code = ExitCode.Done;
        for (int i = 0; i < plan.Cells.Count; i++)
        {
            if (stop.IsCancellationRequested)
            {
                return (ExitCode.Interrupted, []);
            }

            SweepCell cell = plan.Cells[i];
            ExitCode ended = await Train(i, cell, stop);
            ended = ended == ExitCode.Done ? Evaluate(i, cell, stop) : ended;
            if (ended is ExitCode.Interrupted or ExitCode.Terminated)
            {
                return (ended, []);
            }

            code = code == ExitCode.Done ? ended : code;
        }

        string[] trainedRuns = [.. plan.Cells.Select(cell => PathOf(cell)).Where(path => File.Exists(RunDirectory.Open(path).Summary))];
        return (code, trainedRuns.Length == 0 ? [] : RunReport.Write(trainedRuns, Path.Combine(folder, RunReport.PageFile)));
    }

    void Check()
    {
        var errors = new List<string>();
        foreach (SweepCell cell in plan.Cells)
        {
            try
            {
                _ = CellStates.Of(PathOf(cell), Configure(cell, resume: false));
            }
            catch (ConfigurationException e)
            {
                errors.AddRange(e.Errors);
            }
        }

        if (errors.Count > 0)
        {
            throw new ConfigurationException([.. errors.Distinct()]);
        }
    }

    async Task<ExitCode> Train(int number, SweepCell cell, CancellationToken stop)
    {
        string path = PathOf(cell);
        CellState state = CellStates.Of(path, Configure(cell, resume: false));
        if (state == CellState.Trained)
        {
            observer.Turn(number + 1, plan.Cells.Count, cell.Name, "kept");
            return ExitCode.Done;
        }

        bool half = state == CellState.Half;
        observer.Turn(number + 1, plan.Cells.Count, cell.Name, half ? "goes on" : "begins");
        string manifest = RunDirectory.Open(path).Manifest;
        if (!half && File.Exists(manifest))
        {
            // Killed before its first snapshot was whole: nothing to go on from, and a directory with a manifest is refused.
            File.Delete(manifest);
        }

        RunConfiguration configuration = Configure(cell, half);
        RunOutcome outcome = await train(
            new TrainingRequest(configuration.Options, configuration.ToHocon(), $"actors sweep {plan.Path} ({cell.Name})"), observer, stop);
        bool early = outcome.Code is ExitCode.Interrupted or ExitCode.Terminated;
        Keep(cell, outcome.Code == ExitCode.Done ? "trained" : early ? "waiting" : "failed", outcome.Message);
        if (outcome.Code != ExitCode.Done && !early)
        {
            observer.Failed(cell.Name, outcome.Message);
        }

        return outcome.Code;
    }

    ExitCode Evaluate(int number, SweepCell cell, CancellationToken stop)
    {
        string path = PathOf(cell);
        var directory = RunDirectory.Open(path);
        LoadedSnapshot newest = SnapshotFolder.Newest(directory.Snapshots, _ => { });
        string blocks = string.Join(',', newest.Manifest.Blocks.Select(block => block.Sha256));
        string key = FormattableString.Invariant($"{plan.Evaluation.Data}/{plan.Evaluation.Clips}/{plan.Evaluation.Gratings}/{blocks}");
        if (record.Cells.Single(each => each.Name == cell.Name).Evaluation == key && File.Exists(directory.Evaluation))
        {
            Keep(cell, "evaluated", "", key);
            return ExitCode.Done;
        }

        observer.Turn(number + 1, plan.Cells.Count, cell.Name, "is evaluated");
        try
        {
            RunEvaluation.Run(plan.Evaluation with { Run = path }, observer, stop);
            Keep(cell, "evaluated", "", key);
            return ExitCode.Done;
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return ExitCode.Interrupted;
        }
        catch (Exception e) when (RunFaults.CodeOf(e) != ExitCode.Unexpected)
        {
            string message = $"not evaluated: {RunFaults.FirstLine(e)}";
            observer.Failed(cell.Name, message);
            Keep(cell, "failed", message);
            return RunFaults.CodeOf(e);
        }
    }

    void Keep(SweepCell cell, string state, string message, string evaluation = "") => record = record.With(
        folder, record.Cells.Single(each => each.Name == cell.Name) with { State = state, Message = message, Evaluation = evaluation });

    RunConfiguration Configure(SweepCell cell, bool resume)
    {
        string path = PathOf(cell);
        return plan.Configure(
            cell, environment, [.. over, new Setting("actors.run", [resume ? "" : path], Origin), new Setting("actors.resume", [resume ? path : ""], Origin)]);
    }

    string PathOf(SweepCell cell) => Path.Combine(folder, cell.Name);
}
