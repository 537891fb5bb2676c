using Actors.Blocks;
using Actors.Configuration;
using Actors.Data.Batches;
using Actors.Data.Clips;
using Actors.Edges;
using Actors.Faults;
using Actors.Loading;
using Actors.Metrics;
using Actors.Model.Devices;
using Actors.Model.Optimizers;
using Actors.Model.Shapes;
using Actors.Regimes;
using Actors.Snapshots;
using Actors.Tracing;

namespace Actors.Runs;

/// <summary>Turns options into what actors need.</summary>
public static class RunPlans
{
    /// <summary>Builds a run's plan.</summary>
    public static RunPlan Make(
        RunOptions options, IClipSource clips, RunDirectory directory, IRunObserver observer, Action began, LoadedSnapshot? start = null,
        RunTrace? trace = null)
    {
        FaultPlan faults = FaultsOf(options);
        IClipSource struck = faults.Into(clips);
        Action<DecodedClip>? watch = trace is null ? null : trace.Loader().Decoded;
        RunPlan plan = Make(options, first => new BatchStream(struck, StreamOf(options), first, watch: watch), faults, directory, observer, began, start);
        return plan with { Trace = trace };
    }

    /// <summary>Builds the plan of a run whose batches come from anywhere.</summary>
    public static RunPlan Make(
        RunOptions options, Func<long, IBatchStream> batches, FaultPlan faults, RunDirectory directory, IRunObserver observer, Action began,
        LoadedSnapshot? start)
    {
        ModelShape shape = ShapeOf(options.Model);
        Partition partition = PartitionOf(options);
        EdgePlan[] edges = [.. Enumerable.Range(0, partition.Blocks).Select(k => EdgeOf(options, k))];
        return new RunPlan(
            options, batches, shape, partition,
            RegimeOf(options.Training, partition.Blocks), TorchDevice.Parse(options.Training.Device), edges,
            [.. edges.Select(_ => new BlockClock(TimeProvider.System))], faults, directory,
            new Instruments(edges, BuildVersion.Text, NameOf(options.Training.Regime)), observer, TimeProvider.System, start, began);
    }

    /// <summary>The geometry of clips that a model takes.</summary>
    public static ClipGeometry GeometryOf(ModelOptions model) => new()
    {
        Frames = model.Frames,
        Size = model.FrameSize,
        TubeletFrames = model.TubeletFrames,
        PatchSize = model.PatchSize,
    };

    /// <summary>A regime as it is written in options and files.</summary>
    public static string NameOf(Regime regime) => regime.ToString().ToLowerInvariant();

    /// <summary>A decoder's attention as it is written in options and files.</summary>
    public static string NameOf(DecoderAttention attention) => attention.ToString().ToLowerInvariant();

    /// <summary>Layers of each block.</summary>
    public static Partition PartitionOf(RunOptions options) => options.Training.Partition.Count > 0
        ? Partition.Parse(string.Join(',', options.Training.Partition), options.Model.Depth)
        : Partition.Even(options.Model.Depth, options.Training.Blocks);

    /// <summary>Batches of a whole run.</summary>
    public static long StepsOf(RunOptions options) => RegimeOf(options.Training, PartitionOf(options).Blocks).Steps;

    /// <summary>One value for all, or one for each.</summary>
    internal static T Each<T>(IReadOnlyList<T> values, int index) => values.Count == 1 ? values[0] : values[index];

    /// <summary>The sizes of a model.</summary>
    /// <exception cref="ArgumentException">They don't fit each other.</exception>
    public static ModelShape ShapeOf(ModelOptions model) => new ModelShape
    {
        Width = model.Width,
        Depth = model.Depth,
        Heads = model.Heads,
        MlpRatio = model.MlpRatio,
        Frames = model.Frames,
        FrameSize = model.FrameSize,
        TubeletFrames = model.TubeletFrames,
        PatchSize = model.PatchSize,
        DecoderWidth = model.DecoderWidth,
        DecoderDepth = model.DecoderDepth,
        DecoderHeads = model.DecoderHeads,
        DecoderAttention = model.DecoderAttention,
    }.Validate();

    /// <summary>What is to go wrong on purpose.</summary>
    /// <exception cref="RunException">It is not written as such things are.</exception>
    internal static FaultPlan FaultsOf(RunOptions options)
    {
        try
        {
            return new FaultPlan(options.Faults);
        }
        catch (FormatException e)
        {
            throw new RunException(ExitCode.Usage, $"section faults: {e.Message}", e);
        }
    }

    /// <summary>A regime with its numbers.</summary>
    internal static RegimePlan RegimeOf(TrainingOptions training, int blocks)
    {
        long[] shares = training.Regime != Regime.Sequential
            ? [.. Enumerable.Repeat(training.Steps, blocks)]
            : training.Share.Count > 0
                ? [.. Enumerable.Range(0, blocks).Select(k => (long)Each(training.Share, k))]
                : [.. Enumerable.Range(0, blocks).Select(k => (training.Steps / blocks) + (k < training.Steps % blocks ? 1 : 0))];
        WarmupCosine[] schedules = [.. (training.Regime == Regime.Sequential ? shares : shares[..1]).Select(steps =>
            new WarmupCosine(training.LearningRate, training.FinalLearningRate, Math.Min(training.WarmupSteps, steps), steps))];
        return new RegimePlan(training.Regime, shares, training.Regime == Regime.E2e ? training.MicroBatches : 1, schedules);
    }

    static EdgePlan EdgeOf(RunOptions options, int k)
    {
        OverflowPolicy overflow = Each(options.Edges.Overflow, k);
        return new EdgePlan(
            k == 0 ? LoaderActor.Name : BlockSetup.NameOf(k - 1), BlockSetup.NameOf(k), Each(options.Edges.Capacity, k), overflow,
            Each(options.Edges.MaxAge, k), overflow == OverflowPolicy.Replay ? Each(options.Edges.Replays, k) : 0,
            Each(options.Delays.Latency, k), Each(options.Delays.Bandwidth, k));
    }

    static BatchOptions StreamOf(RunOptions options) => new()
    {
        BatchSize = options.Training.Batch,
        Seed = options.Training.Seed,
        MaskRatio = options.Training.MaskRatio,
        DecodeFraction = options.Training.DecodeFraction,
        Workers = options.Data.Workers,
        Prefetch = options.Data.Prefetch,
        KeepClips = options.RecordBatches,
    };
}
