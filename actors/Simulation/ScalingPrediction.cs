using Actors.Cluster;
using Actors.Configuration;
using Actors.Data.Clips;
using Actors.Links;
using Actors.Runs;

namespace Actors.Simulation;

/// <summary>What a run's chain costs on this machine, and what follows from it on others.</summary>
public sealed class ScalingPrediction
{
    readonly RunOptions options;

    ScalingPrediction(RunOptions options, IReadOnlyList<BlockWork> blocks, double decode, double linkBytes)
    {
        this.options = options;
        Blocks = blocks;
        DecodeSeconds = decode;
        LinkBytes = linkBytes;
    }

    /// <summary>Each block's work.</summary>
    public IReadOnlyList<BlockWork> Blocks { get; }

    /// <summary>Seconds of a decoding thread for a batch.</summary>
    public double DecodeSeconds { get; }

    /// <summary>Bytes of an activation with its targets on a link.</summary>
    public double LinkBytes { get; }

    /// <summary>Measures.</summary>
    /// <param name="options">The run. It is not run: its blocks step one after another, on all cores at once.</param>
    /// <param name="steps">Steps to measure.</param>
    public static ScalingPrediction Measure(RunOptions options, int steps)
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("actors-bench-");
        try
        {
            RunDirectory directory = RunDirectory.Create(Path.Combine(folder.FullName, "run"), "bench", DateTimeOffset.UnixEpoch);
            IClipSource clips = RunClips.Open(options, directory, NoObserver.Instance, CancellationToken.None).Source;
            return Measure(options, clips, directory, steps);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>Measures on given clips.</summary>
    public static ScalingPrediction Measure(RunOptions options, IClipSource clips, RunDirectory directory, int steps)
    {
        // As many batches as measuring takes, however short the run.
        RunOptions endless = options with { Training = options.Training with { Steps = Math.Max(options.Training.Steps, 1_000_000) } };
        RunPlan plan = RunPlans.Make(endless, clips, directory, NoObserver.Instance, () => { });
        (IReadOnlyList<BlockWork> blocks, double decode) = StepMeasurement.Measure(plan, steps, Environment.ProcessorCount);
        LinkShape shape = LinkShape.Of(plan.Shape, options.Training, plan.Regime, 1, options.Cluster.Targets);
        return new ScalingPrediction(options, blocks, decode, shape.PayloadBytes(options.Training.Batch));
    }

    /// <summary>Predicts for nodes that are hosts of their own; the loader is on one more.</summary>
    public ScalingPoint On(int nodes, double cores, double bandwidth, double latency, int batches)
    {
        double average = Blocks.Average(block => block.Step);
        double forward = Blocks.Average(block => block.Forward);
        BlockWork[] deep = nodes <= Blocks.Count ? [.. Blocks] : [.. Enumerable.Repeat(new BlockWork(forward, average - forward), nodes)];
        return new ScalingPoint(nodes, Clips(Spread(Blocks, nodes)), Clips(Spread(deep, nodes)));

        double Clips(ChainModel model) => options.Training.Batch * ChainSimulation.BatchesPerSecond(model, batches + (3 * model.Blocks.Count));

        ChainModel Spread(IReadOnlyList<BlockWork> blocks, int over) => Model(blocks, Placed(blocks, over), [.. Enumerable.Range(0, over + 1)], cores) with
        {
            Bandwidth = bandwidth,
            Latency = latency,
        };
    }

    /// <summary>Predicts for processes of this one machine: the loader's, and so many others that blocks are placed on.</summary>
    /// <param name="nodes">Nodes besides the coordinator; 0 is one process for all.</param>
    /// <param name="cores">Cores of the machine.</param>
    /// <param name="batches">Batches to simulate.</param>
    /// <returns>Clips per second.</returns>
    public double OnThisMachine(int nodes, double cores, int batches)
    {
        ChainModel model = nodes == 0
            ? Model(Blocks, [.. Blocks.Select(_ => 0)], [0], cores)
            : Model(Blocks, Placed(Blocks, nodes), [.. Enumerable.Repeat(0, nodes + 1)], cores);
        return options.Training.Batch * ChainSimulation.BatchesPerSecond(model with { LoaderProcess = nodes }, batches);
    }

    ChainModel Model(IReadOnlyList<BlockWork> blocks, IReadOnlyList<int> process, IReadOnlyList<int> host, double cores) => new()
    {
        Regime = options.Training.Regime,
        Blocks = blocks,
        Process = process,
        LoaderProcess = host.Count - 1,
        Host = host,
        Cores = cores,
        Capacity = options.Edges.Capacity.Min(),
        Decode = DecodeSeconds,
        Prefetch = options.Data.Prefetch,
        LinkBytes = LinkBytes,
    };

    static IReadOnlyList<int> Placed(IReadOnlyList<BlockWork> blocks, int nodes) =>
        Placement.Of([.. blocks.Select(block => block.Step)], [.. Enumerable.Repeat(1.0, nodes)]);
}
