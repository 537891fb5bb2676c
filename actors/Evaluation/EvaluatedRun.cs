using System.Globalization;
using Actors.Configuration;
using Actors.Model.Shapes;
using Actors.Runs;
using Actors.Snapshots;

namespace Actors.Evaluation;

/// <summary>A run's configuration and one of its snapshots.</summary>
/// <param name="Directory">The run directory.</param>
/// <param name="Options">How it was trained.</param>
/// <param name="Shape">Its model.</param>
/// <param name="Partition">Layers of each block.</param>
/// <param name="Snapshot">The snapshot.</param>
internal sealed record EvaluatedRun(RunDirectory Directory, RunOptions Options, ModelShape Shape, Partition Partition, LoadedSnapshot Snapshot)
{
    /// <summary>Opens a run.</summary>
    /// <param name="path">The run directory.</param>
    /// <param name="snapshot">Batches the snapshot has learned from; null for the newest whole one.</param>
    /// <param name="warn">Told of damaged snapshots that are passed over.</param>
    /// <exception cref="RunException">There is no run (2), or no such whole snapshot (5).</exception>
    /// <exception cref="ConfigurationException">Its configuration can't be read.</exception>
    public static EvaluatedRun Open(string path, long? snapshot, Action<string> warn)
    {
        var directory = RunDirectory.Open(path);
        if (!File.Exists(directory.Configuration))
        {
            throw new RunException(ExitCode.Usage, $"{directory.Path} holds no run (no {RunDirectory.ConfigurationFile}): name a run directory");
        }

        RunOptions options = RunConfiguration.Load(new ConfigurationSources { File = directory.Configuration }).Options;
        Partition partition = RunPlans.PartitionOf(options);
        LoadedSnapshot found = snapshot is { } batch
            ? Exactly(directory, batch)
            : SnapshotFolder.NewestOrNone(directory.Snapshots, warn)
                ?? throw new RunException(ExitCode.Checkpoint, $"{directory.Snapshots} holds no whole snapshot: nothing to evaluate");
        return found.Manifest.Partition.SequenceEqual(partition.Layers)
            ? new EvaluatedRun(directory, options, RunPlans.ShapeOf(options.Model), partition, found)
            : throw new RunException(
                ExitCode.Checkpoint,
                $"{found.Folder} has partition {string.Join(',', found.Manifest.Partition)}, its run's configuration says {partition}");
    }

    /// <summary>Whether a block of this run has a decoder and a loss of its own.</summary>
    public bool HasDecoder(int block) => Options.Training.Regime != Regimes.Regime.E2e || block == Partition.Blocks - 1;

    static LoadedSnapshot Exactly(RunDirectory directory, long batch)
    {
        string folder = Path.Combine(directory.Snapshots, SnapshotFolder.Whole(batch));
        if (!System.IO.Directory.Exists(folder))
        {
            IEnumerable<string> names = System.IO.Directory.Exists(directory.Snapshots)
                ? System.IO.Directory.EnumerateDirectories(directory.Snapshots).Select(each => Path.GetFileName(each)!) : [];
            string[] there = [.. names.Where(name => name.All(char.IsAsciiDigit)).OrderBy(name => long.Parse(name, CultureInfo.InvariantCulture))];
            string has = there.Length == 0 ? "none" : string.Join(", ", there);
            throw new RunException(ExitCode.Checkpoint, $"{directory.Path} has no snapshot after {batch} batches; it has {has}");
        }

        try
        {
            return LoadedSnapshot.Open(folder);
        }
        catch (InvalidDataException e)
        {
            throw new RunException(ExitCode.Checkpoint, $"snapshot {folder} is damaged: {e.Message}", e);
        }
    }
}
