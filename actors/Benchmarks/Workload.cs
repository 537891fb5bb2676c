using Actors.Configuration;
using Actors.Data.Masks;
using Actors.Model.Blocks;
using Actors.Model.Costs;
using Actors.Model.Devices;
using Actors.Model.Shapes;
using Actors.Regimes;
using Actors.Runs;

namespace Actors.Benchmarks;

/// <summary>The blocks of a run and a batch for them, without actors.</summary>
internal sealed class Workload : IDisposable
{
    /// <summary>The blocks of a run.</summary>
    public Workload(RunOptions options)
    {
        Options = options;
        Shape = RunPlans.ShapeOf(options.Model);
        Partition = RunPlans.PartitionOf(options);
        Device = TorchDevice.Parse(options.Training.Device);
        Visible = Shape.VisibleTokens(options.Training.MaskRatio);
        Decoded = TubeMask.DecodedTokens(Shape.Tokens - Visible, options.Training.DecodeFraction);
        Batch = RandomTokens.Batch(Shape, options.Training.Batch, Visible, Decoded, Device);
    }

    /// <summary>The run.</summary>
    public RunOptions Options { get; }

    /// <summary>Its model.</summary>
    public ModelShape Shape { get; }

    /// <summary>Layers of each block.</summary>
    public Partition Partition { get; }

    /// <summary>Where blocks compute.</summary>
    public TorchDevice Device { get; }

    /// <summary>Visible tokens of a clip.</summary>
    public int Visible { get; }

    /// <summary>Decoded tokens of a clip.</summary>
    public int Decoded { get; }

    /// <summary>Clips of a batch.</summary>
    public int Clips => Options.Training.Batch;

    /// <summary>Intra-op threads of a block.</summary>
    public int Threads => Options.Training.Threads;

    /// <summary>Cores of this machine.</summary>
    public static int Cores => Environment.ProcessorCount;

    /// <summary>A batch of noise.</summary>
    public MaskedTokens Batch { get; }

    /// <summary>The blocks of a regime.</summary>
    public IReadOnlyList<BlockPlan> Plans(Regime regime) => Plans(Options, Shape, Partition, regime);

    /// <summary>The blocks of a regime, of another shape or partition than the options say.</summary>
    public static IReadOnlyList<BlockPlan> Plans(RunOptions options, ModelShape shape, Partition partition, Regime regime)
    {
        TrainingOptions training = options.Training with { Regime = regime };
        RegimePlan plan = RunPlans.RegimeOf(training, partition.Blocks);
        return [.. Enumerable.Range(0, partition.Blocks).Select(k => Chains.PlanOf(k, partition, shape, training, plan))];
    }

    /// <summary>Operations of a training step for one clip, by the table of <see cref="BlockCost"/>.</summary>
    public double FlopsPerClip(Regime regime) => Plans(regime).Sum(plan => BlockCost.Of(plan, Visible, Decoded).Training);

    /// <summary>The chain of a regime.</summary>
    public MeasuredChain Chain(Regime regime) => new(Plans(regime), Batch, Options.Training.Seed, Device);

    /// <inheritdoc/>
    public void Dispose() => Batch.Dispose();
}
