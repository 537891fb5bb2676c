using Actors.Blocks;
using Actors.Configuration;
using Actors.Edges;
using Actors.Loading;
using Actors.Logging;
using Actors.Model.Blocks;
using Actors.Model.Optimizers;
using Actors.Model.Shapes;
using Actors.Regimes;
using Actors.Snapshots;

namespace Actors.Runs;

/// <summary>Makes the chain of each incarnation.</summary>
public static class Chains
{
    /// <summary>A chain that begins at a snapshot.</summary>
    /// <param name="plan">The run.</param>
    /// <param name="incarnation">Its number.</param>
    /// <param name="from">The snapshot; null for initial weights and batch 0.</param>
    /// <param name="before">The edges of the chain whose place it takes; null for the first.</param>
    public static Chain Make(RunPlan plan, int incarnation, LoadedSnapshot? from, IReadOnlyList<IEdgeView>? before)
    {
        long first = from?.Manifest.Batch ?? 0;
        plan.Trace?.Begun(incarnation);
        Edge[] edges = [.. plan.EdgePlans.Select((edge, k) => new Edge(edge, before?[k].Counts() ?? default) { Trace = plan.Trace?.Edge(k, incarnation) })];
        BlockSetup[] blocks = [.. Enumerable.Range(0, plan.Blocks).Select(k => Block(plan, incarnation, k, edges, from))];
        return new Chain(incarnation, Loader(plan, edges[0], first), blocks, edges, from?.Folder);
    }

    static LoaderSetup Loader(RunPlan plan, Edge edge, long first) => new(
        plan.Batches(first), edge, plan.Device, plan.Regime, first, plan.Options.Snapshots.Every,
        plan.Options.RecordBatches ? new BatchRecorder(plan.Directory.Batches) : null)
    { Trace = plan.Trace?.Loader(), Copies = plan.Streams(LoaderActor.Name) };

    static BlockSetup Block(RunPlan plan, int incarnation, int k, Edge[] edges, LoadedSnapshot? from)
    {
        TrainingOptions training = plan.Options.Training;
        DelayOptions delays = plan.Options.Delays;
        bool started = false;
        return new BlockSetup(
            PlanOf(k, plan.Partition, plan.Shape, training, plan.Regime),
            plan.Regime, training.Seed, plan.Device, training.Threads, edges[k], k + 1 < plan.Blocks ? edges[k + 1] : null,
            new StepDelay(RunPlans.Each(delays.Slowdown, k), RunPlans.Each(delays.Jitter, k), training.Seed, k), plan.Directory.Snapshots,
            incarnation, plan.Options.NonFinite, plan.Faults, Restore)
        { Trace = plan.Trace?.Block(k), Stream = plan.Streams(BlockSetup.NameOf(k)) };

        // The first start is the chain's; a later one is a restart of this block alone, from its own last state.
        string? Restore()
        {
            LoadedSnapshot? state = started ? Newest(plan) : from;
            started = true;
            return state?.PathOf(k);
        }
    }

    /// <summary>The newest whole snapshot of the run; null before the first.</summary>
    public static LoadedSnapshot? Newest(RunPlan plan) => SnapshotFolder.NewestOrNone(
        plan.Directory.Snapshots, damaged => plan.Observer.Event(new RunEvent(RunSeverity.Warning, damaged) { Kind = EventKinds.SnapshotDamaged }));

    /// <summary>What a block of a run is made of.</summary>
    internal static BlockPlan PlanOf(int k, Partition partition, ModelShape shape, TrainingOptions training, RegimePlan regime) =>
        new(k, partition.FirstLayer(k), partition.Layers[k], shape, OptimizerOf(training), regime.HasDecoder(k), training.Precision,
            training.Recompute);

    static OptimizerOptions OptimizerOf(TrainingOptions training) => new()
    {
        LearningRate = training.LearningRate,
        Beta1 = training.Beta1,
        Beta2 = training.Beta2,
        WeightDecay = training.WeightDecay,
    };
}
