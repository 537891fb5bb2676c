using System.Collections.Concurrent;
using System.Globalization;
using Actors.CommandLine;
using Actors.Configuration;
using Actors.Evaluation;
using Actors.Reports;
using Actors.Runs;
using Actors.Snapshots;

namespace Actors.Sweeps;

/// <summary>Trains and evaluates the runs of a plan, one after another or some at a time, and reports on all of them.</summary>
/// <remarks>
/// What has been done is read from the run directories, so a sweep that was killed anywhere goes on where it stopped: trained runs are kept,
/// a half one goes on from its last snapshot, evaluations that were made are not made again.
/// All runs share the process: <c>peak_rss_bytes</c> of a run is at least that of those before it, and runs at a time share its cores as well,
/// which <c>clips_per_second</c> shows; their weights do not.
/// </remarks>
/// <param name="plan">The runs.</param>
/// <param name="folder">Where they lie; existing.</param>
/// <param name="over">What is set over the plan.</param>
/// <param name="environment">Variables of the process.</param>
/// <param name="train">Trains.</param>
/// <param name="observer">Looks on.</param>
internal sealed class Sweep(
    SweepPlan plan, string folder, IReadOnlyList<Setting> over, IReadOnlyDictionary<string, string> environment, TrainingEntry train, ISweepObserver observer)
    : IDisposable
{
    const string Origin = "the sweep";

    readonly SemaphoreSlim evaluating = new(1);
    readonly Lock keeping = new();
    SweepRecord record = SweepRecord.Open(folder, plan);

    /// <summary>How it ended: the first failure's code, or done, and the files of the report, the page first; no files without a trained run.</summary>
    /// <param name="atOnce">Most runs in training at a time, 1 or more; evaluations wait for each other, as one keeps all cores busy.</param>
    /// <param name="stop">Ends it: runs in training keep a snapshot.</param>
    public async Task<(ExitCode Code, IReadOnlyList<string> Files)> RunAsync(int atOnce, CancellationToken stop)
    {
        // Everything that is wrong in any run is said before the first is begun.
        Check(atOnce);
        var ends = new ExitCode?[plan.Cells.Count];
        var left = new ConcurrentQueue<int>(Enumerable.Range(0, plan.Cells.Count));
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(stop);
        await Task.WhenAll(Enumerable.Range(0, Math.Min(atOnce, plan.Cells.Count)).Select(lane => Task.Run(() => Lane(lane, left, ends, ending), CancellationToken.None)));
        if (ends.Any(end => end is null or ExitCode.Interrupted or ExitCode.Terminated))
        {
            return (ExitCode.Interrupted, []);
        }

        string[] trained = [.. plan.Cells.Select(PathOf).Where(path => File.Exists(RunDirectory.Open(path).Summary))];
        return (
            ends.FirstOrDefault(end => end != ExitCode.Done) ?? ExitCode.Done,
            trained.Length == 0 ? [] : RunReport.Write(trained, Path.Combine(folder, RunReport.PageFile)));
    }

    async Task Lane(int lane, ConcurrentQueue<int> left, ExitCode?[] ends, CancellationTokenSource ending)
    {
        try
        {
            while (!ending.IsCancellationRequested && left.TryDequeue(out int number))
            {
                ExitCode end = await Train(number, lane, ending.Token);
                ends[number] = end == ExitCode.Done ? await Evaluate(number, lane, ending.Token) : end;
            }
        }
        catch
        {
            // A defect in one lane: the others keep a snapshot, and none begins another run.
            await ending.CancelAsync();
            throw;
        }
    }

    void Check(int atOnce)
    {
        var errors = new List<string>();
        var runs = new List<RunOptions>();
        foreach (SweepCell cell in plan.Cells)
        {
            try
            {
                RunConfiguration run = Configure(cell, resume: false, 0);
                _ = CellStates.Of(PathOf(cell), run);
                _ = Configure(cell, resume: false, atOnce - 1);
                errors.AddRange(SharedPorts(run.Options, atOnce));
                runs.Add(run.Options);
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

        SweepCheck.Run(plan, runs);
    }

    async Task<ExitCode> Train(int number, int lane, CancellationToken stop)
    {
        SweepCell cell = plan.Cells[number];
        string path = PathOf(cell);
        CellState state = CellStates.Of(path, Configure(cell, resume: false, lane));
        if (state == CellState.Trained)
        {
            observer.Turn(lane, number + 1, plan.Cells.Count, cell.Name, "kept");
            return ExitCode.Done;
        }

        bool half = state == CellState.Half;
        ISweepTurn turn = observer.Turn(lane, number + 1, plan.Cells.Count, cell.Name, half ? "goes on" : "begins");
        string manifest = RunDirectory.Open(path).Manifest;
        if (!half && File.Exists(manifest))
        {
            // Killed before its first snapshot was whole: nothing to go on from, and a directory with a manifest is refused.
            File.Delete(manifest);
        }

        RunConfiguration configuration = Configure(cell, half, lane);
        RunOutcome outcome = await train(
            new TrainingRequest(configuration.Options, configuration.ToHocon(), $"actors sweep {plan.Path} ({cell.Name})"), turn, stop);
        bool early = outcome.Code is ExitCode.Interrupted or ExitCode.Terminated;
        Keep(cell, outcome.Code == ExitCode.Done ? "trained" : early ? "waiting" : "failed", outcome.Message);
        if (outcome.Code != ExitCode.Done && !early)
        {
            observer.Failed(cell.Name, outcome.Message);
        }

        return outcome.Code;
    }

    async Task<ExitCode> Evaluate(int number, int lane, CancellationToken stop)
    {
        try
        {
            await evaluating.WaitAsync(stop);
        }
        catch (OperationCanceledException)
        {
            return ExitCode.Interrupted;
        }

        try
        {
            return EvaluateAlone(number, lane, stop);
        }
        finally
        {
            evaluating.Release();
        }
    }

    ExitCode EvaluateAlone(int number, int lane, CancellationToken stop)
    {
        SweepCell cell = plan.Cells[number];
        string path = PathOf(cell);
        var directory = RunDirectory.Open(path);
        try
        {
            LoadedSnapshot newest = SnapshotFolder.Newest(directory.Snapshots, _ => { });
            string blocks = string.Join(',', newest.Manifest.Blocks.Select(block => block.Sha256));
            string key = FormattableString.Invariant($"{plan.Evaluation.Data}/{plan.Evaluation.Clips}/{plan.Evaluation.Gratings}/{blocks}");
            if (EvaluationOf(cell) == key && File.Exists(directory.Evaluation))
            {
                Keep(cell, "evaluated", "", key);
                return ExitCode.Done;
            }

            ISweepTurn turn = observer.Turn(lane, number + 1, plan.Cells.Count, cell.Name, "is evaluated");
            RunEvaluation.Run(plan.Evaluation with { Run = path }, turn, stop);
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

    string EvaluationOf(SweepCell cell)
    {
        lock (keeping)
        {
            return record.Cells.Single(each => each.Name == cell.Name).Evaluation;
        }
    }

    void Keep(SweepCell cell, string state, string message, string evaluation = "")
    {
        lock (keeping)
        {
            record = record.With(
                folder, record.Cells.Single(each => each.Name == cell.Name) with { State = state, Message = message, Evaluation = evaluation });
        }
    }

    RunConfiguration Configure(SweepCell cell, bool resume, int lane)
    {
        string path = PathOf(cell);
        Setting[] settings = [.. over, new("actors.run", [resume ? "" : path], Origin), new("actors.resume", [resume ? path : ""], Origin)];
        RunConfiguration first = plan.Configure(cell, environment, settings);
        return lane == 0 ? first : plan.Configure(cell, environment, [.. settings, .. Ports(first.Options, lane)]);
    }

    // Runs at the same time cannot listen on the same ports: each lane has its own, counted up from the file's.
    static IEnumerable<Setting> Ports(RunOptions options, int lane) => OwnPorts(options).Select(port =>
        new Setting($"{ConfigurationKeys.Root}.{port.Key}", [(port.Number + lane).ToString(CultureInfo.InvariantCulture)], Origin));

    static IEnumerable<(string Key, int Number)> OwnPorts(RunOptions options)
    {
        (string Key, int Number)[] all =
        [
            ("cluster.port", options.Cluster.Port), ("cluster.edge-port", options.Cluster.EdgePort), ("metrics.port", options.Metrics.Port),
            ("dashboard.port", options.Dashboard.Port),
        ];
        return all.Where(port => port.Number > 0);
    }

    static IEnumerable<string> SharedPorts(RunOptions options, int lanes) =>
        from one in OwnPorts(options)
        from other in OwnPorts(options)
        where one.Number < other.Number && other.Number - one.Number < lanes
        select $"--at-once {lanes}: {one.Key} {one.Number}, counted up for each run at a time, meets {other.Key} {other.Number}; put them {lanes} apart";

    /// <inheritdoc/>
    public void Dispose() => evaluating.Dispose();

    string PathOf(SweepCell cell) => Path.Combine(folder, cell.Name);
}
