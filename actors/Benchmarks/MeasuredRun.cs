using System.Text.Json;
using Actors.Configuration;
using Actors.Data.Clips;
using Actors.Regimes;
using Actors.Runs;

namespace Actors.Benchmarks;

/// <summary>A whole run in this process, with actors, for its timing.</summary>
/// <param name="BatchesPerSecond">While all of its blocks were at work.</param>
/// <param name="Summary">What the run says of itself.</param>
internal sealed record MeasuredRun(double BatchesPerSecond, RunSummary Summary)
{
    /// <summary>Runs.</summary>
    /// <param name="work">The blocks.</param>
    /// <param name="regime">Their regime.</param>
    /// <param name="clips">What they learn from.</param>
    /// <param name="batches">Batches of the run.</param>
    /// <exception cref="RunException">It did not end well, or is too short to be timed.</exception>
    public static MeasuredRun Of(Workload work, Regime regime, IClipSource clips, int batches)
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("actors-bench-");
        try
        {
            RunOptions options = work.Options with
            {
                Training = work.Options.Training with { Regime = regime, Partition = [.. work.Partition.Layers], Steps = batches },
                Snapshots = new SnapshotOptions { Every = 0 },
                Cluster = new(),
            };
            RunDirectory directory = RunDirectory.Create(Path.Combine(folder.FullName, "run"), "bench", DateTimeOffset.UnixEpoch);
            RunPlan plan = RunPlans.Make(options, clips, directory, NoObserver.Instance, () => { });
            RunResult result = Training.TrainAsync(plan, CancellationToken.None).GetAwaiter().GetResult();
            return result.Code == ExitCode.Done
                ? new(SteadyRate.BatchesPerSecond(Steps(directory), work.Partition.Blocks, regime == Regime.Sequential), result.Summary!)
                : throw new RunException(result.Code, $"regime {RunPlans.NameOf(regime)}: {result.Message}");
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    static StepLine[] Steps(RunDirectory directory) => [.. File.ReadLines(directory.Steps).Select(line => JsonSerializer.Deserialize<StepLine>(line, RunJson.Line)!)];
}
