using System.Reflection;
using Actors.Blocks;
using Actors.Configuration;
using Actors.Data.Batches;
using Actors.Data.Clips;
using Actors.Edges;
using Actors.Loading;
using Actors.Metrics;
using Actors.Model.Blocks;
using Actors.Model.Devices;
using Actors.Model.Optimizers;
using Actors.Model.Shapes;
using Actors.Regimes;
using TorchSharp;

namespace Actors.Runs;

/// <summary>Turns options into what actors need.</summary>
public static class RunPlans
{
    /// <summary>Builds a run's plan. Its stream and edges belong to one run.</summary>
    public static RunPlan Make(RunOptions options, IClipSource clips, RunDirectory directory, IRunObserver observer, Action began)
    {
        TrainingOptions training = options.Training;
        var device = TorchDevice.Parse(training.Device);
        ModelShape shape = ShapeOf(options.Model);
        Partition partition = PartitionOf(options);
        IReadOnlyList<Edge> edges = EdgesOf(options.Edges, partition.Blocks);
        BlockSetup[] blocks = [.. Enumerable.Range(0, partition.Blocks).Select(k => new BlockSetup(
            new BlockPlan(k, partition.FirstLayer(k), partition.Layers[k], shape, OptimizerOf(training)),
            training.Seed, device, training.Threads, edges[k], k + 1 < partition.Blocks ? edges[k + 1] : null,
            new StepDelay(Each(options.Delays.Slowdown, k), Each(options.Delays.Jitter, k), training.Seed, k), directory.Snapshots))];
        var loader = new LoaderSetup(
            new BatchStream(clips, StreamOf(options)), edges[0], device,
            new WarmupCosine(training.LearningRate, training.FinalLearningRate, training.WarmupSteps, training.Steps),
            training.Steps, options.Snapshots.Every, training.Regime == Regime.Simultaneous);
        return new RunPlan(
            options, loader, blocks, [.. blocks.Select(_ => new BlockClock(TimeProvider.System))], edges, directory,
            new Instruments(edges, Version, NameOf(training.Regime)), observer, TimeProvider.System, began);
    }

    /// <summary>What is needed to do the run again.</summary>
    public static RunManifest Manifest(TrainingRequest request, OpenedClips clips) => new(
        Version, Version.Split('+', 2).ElementAtOrDefault(1) ?? "", request.Command, request.Options.Training.Seed, DateTimeOffset.UtcNow, MachineFacts.Here(),
        new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["dotnet"] = Environment.Version.ToString(),
            ["torchsharp"] = VersionOf(typeof(torch).Assembly),
            ["libtorch"] = torch.__version__,
            ["akka"] = VersionOf(typeof(Akka.Actor.ActorSystem).Assembly),
        },
        new DataFacts(clips.Source.Name, clips.Source.Count, clips.Source.Classes, clips.Decoder));

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

    /// <summary>Version of this program, with the git commit it was built from.</summary>
    public static string Version => VersionOf(typeof(RunPlans).Assembly);

    static ModelShape ShapeOf(ModelOptions model) => new ModelShape
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
    }.Validate();

    static Partition PartitionOf(RunOptions options) => options.Training.Partition.Count > 0
        ? Partition.Parse(string.Join(',', options.Training.Partition), options.Model.Depth)
        : Partition.Even(options.Model.Depth, options.Training.Blocks);

    static OptimizerOptions OptimizerOf(TrainingOptions training) => new()
    {
        LearningRate = training.LearningRate,
        Beta1 = training.Beta1,
        Beta2 = training.Beta2,
        WeightDecay = training.WeightDecay,
    };

    static BatchOptions StreamOf(RunOptions options) => new()
    {
        BatchSize = options.Training.Batch,
        Seed = options.Training.Seed,
        MaskRatio = options.Training.MaskRatio,
        DecodeFraction = options.Training.DecodeFraction,
        Workers = options.Data.Workers,
        Prefetch = options.Data.Prefetch,
    };

    static Edge[] EdgesOf(EdgeOptions options, int blocks) => [.. Enumerable.Range(0, blocks).Select(k => new Edge(
        k == 0 ? LoaderActor.Name : BlockSetup.NameOf(k - 1), BlockSetup.NameOf(k), Each(options.Capacity, k), Each(options.Overflow, k)))];

    /// <summary>One value for all, or one for each.</summary>
    static T Each<T>(IReadOnlyList<T> values, int index) => values.Count == 1 ? values[0] : values[index];

    static string VersionOf(Assembly assembly) =>
        assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? assembly.GetName().Version?.ToString() ?? "";
}
