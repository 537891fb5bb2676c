using Actors.Configuration;
using Actors.Logging;
using Actors.Model.Blocks;
using Actors.Model.Checkpoints;
using Actors.Model.Devices;
using Actors.Model.Optimizers;
using Actors.Model.Shapes;
using Actors.Snapshots;

namespace Actors.Runs;

/// <summary>Weights of another training as the start of a run.</summary>
/// <remarks>
/// They become the run's snapshot 0, and the run begins there as one that is resumed does: nothing else needs to know, and a recovery
/// before the first update comes back to them too.
/// </remarks>
public static class InitialWeights
{
    /// <summary>Writes snapshot 0 from a checkpoint.</summary>
    /// <param name="options">The run, whose <c>training.init</c> names a file, or a folder with a <c>model.safetensors</c>.</param>
    /// <param name="directory">The run directory.</param>
    /// <param name="observer">Told what was taken and what was not.</param>
    /// <exception cref="RunException">There is no such file (2), or its tensors don't fit the model (5).</exception>
    public static LoadedSnapshot Write(RunOptions options, RunDirectory directory, IRunObserver observer)
    {
        string path = Directory.Exists(options.Training.Init) ? Path.Combine(options.Training.Init, "model.safetensors") : options.Training.Init;
        if (!File.Exists(path))
        {
            throw new RunException(ExitCode.Usage, $"{path}: there is no such file: check training.init");
        }

        try
        {
            return Write(path, options, directory, observer);
        }
        catch (InvalidDataException e)
        {
            string text = e.Message.StartsWith(path, StringComparison.Ordinal) ? e.Message : $"{path}: {e.Message}";
            throw new RunException(ExitCode.Checkpoint, text, e);
        }
    }

    static LoadedSnapshot Write(string path, RunOptions options, RunDirectory directory, IRunObserver observer)
    {
        var checkpoint = WholeCheckpoint.Read(path);
        Partition partition = RunPlans.PartitionOf(options);
        ModelShape shape = RunPlans.ShapeOf(options.Model);
        bool endToEnd = options.Training.Regime == Regimes.Regime.E2e;
        IReadOnlyList<BlockPlan> plans = endToEnd
            ? BlockPlan.EndToEnd(shape, partition, new OptimizerOptions())
            : BlockPlan.Local(shape, partition, new OptimizerOptions());
        string unfinished = Path.Combine(directory.Snapshots, SnapshotFolder.Unfinished(0, 0));
        List<string> used = [];
        List<int> seeded = [];
        List<SnapshotPart> parts = [];
        foreach (BlockPlan plan in plans)
        {
            using Block block = new(plan, options.Training.Seed, TorchDevice.Cpu);
            IReadOnlyList<string> taken = BlockInitialisation.Apply(block, partition, checkpoint);
            used.AddRange(taken);
            if (plan.HasDecoder && !taken.Any(name => name.EndsWith("mask_token", StringComparison.Ordinal)))
            {
                seeded.Add(plan.Index);
            }

            parts.Add(StateCopy.WriteNow(block, unfinished));
        }

        SnapshotFolder.Complete(directory.Snapshots, new SnapshotManifest(
            1, 0, true, options.Training.Seed, options.Model.Name, RunPlans.NameOf(options.Training.Regime), partition.Layers, parts,
            RunPlans.NameOf(shape.DecoderAttention)), 0);
        Say(observer, path, used, seeded, checkpoint.Unused(used));
        return LoadedSnapshot.Open(Path.Combine(directory.Snapshots, SnapshotFolder.Whole(0)));
    }

    static void Say(IRunObserver observer, string path, List<string> used, List<int> seeded, IReadOnlyList<string> unused)
    {
        string decoders = seeded.Count == 0 ? "" : $"; decoders of blocks {string.Join(", ", seeded)} begin from the seed";
        observer.Event(new RunEvent(RunSeverity.Info, $"beginning with {used.Count} tensors of {path}{decoders}") { Kind = EventKinds.Weights });
        if (unused.Count > 0)
        {
            string more = unused.Count > 1 ? ", …" : "";
            observer.Event(new RunEvent(RunSeverity.Warning, $"{unused.Count} tensors of {path} are not used: {unused[0]}{more}") { Kind = EventKinds.Weights });
        }
    }
}
