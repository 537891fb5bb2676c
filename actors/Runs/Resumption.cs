using Actors.Configuration;
using Actors.Logging;
using Actors.Regimes;
using Actors.Snapshots;

namespace Actors.Runs;

/// <summary>What a run may go on from.</summary>
public static class Resumption
{
    /// <summary>Opens a run's last whole snapshot and checks that the options continue that run.</summary>
    /// <exception cref="RunException">There is no run, no whole snapshot, or an option changes what the run is.</exception>
    public static LoadedSnapshot Open(RunDirectory directory, RunOptions options, IRunObserver observer)
    {
        if (!File.Exists(directory.Manifest))
        {
            throw new RunException(ExitCode.Usage, $"{directory.Path} holds no run to go on with (no manifest.json): check --resume");
        }

        LoadedSnapshot snapshot = SnapshotFolder.Newest(
            directory.Snapshots, damaged => observer.Event(new RunEvent(RunSeverity.Warning, damaged) { Kind = EventKinds.SnapshotDamaged }));
        SnapshotManifest manifest = snapshot.Manifest;
        IReadOnlyList<int> partition = RunPlans.PartitionOf(options).Layers;
        Require(manifest.Seed == options.Training.Seed, "training.seed", options.Training.Seed, manifest.Seed);
        Require(manifest.Model == options.Model.Name, "model.name", options.Model.Name, manifest.Model);
        Require(manifest.Partition.SequenceEqual(partition), "training.partition", string.Join(',', partition), string.Join(',', manifest.Partition));
        string attention = RunPlans.NameOf(options.Model.DecoderAttention);
        Require(manifest.DecoderAttention == attention, "model.decoder-attention", attention, manifest.DecoderAttention);
        string regime = RunPlans.NameOf(options.Training.Regime);
        Require(
            manifest.Regime == regime || (Local(manifest.Regime) && Local(regime)), "training.regime", regime,
            $"{manifest.Regime}; only async and simultaneous may take each other's place, whose blocks have the same parts");
        observer.Event(new RunEvent(RunSeverity.Info, $"going on from {snapshot.Folder}, batch {manifest.Batch}") { Kind = EventKinds.Resumed, Batch = manifest.Batch });
        return snapshot;
    }

    static bool Local(string regime) => regime == RunPlans.NameOf(Regime.Async) || regime == RunPlans.NameOf(Regime.Simultaneous);

    static void Require<T>(bool same, string key, T now, T then)
    {
        if (!same)
        {
            throw new RunException(ExitCode.Usage, $"--resume cannot change {key} to {now}: the run has {then}");
        }
    }
}
