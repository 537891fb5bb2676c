using Actors.Blocks;
using Actors.Configuration;
using Actors.Data.Batches;
using Actors.Data.Frames;
using Actors.Edges;
using Actors.Faults;
using Actors.Metrics;
using Actors.Model.Devices;
using Actors.Model.Shapes;
using Actors.Regimes;
using Actors.Snapshots;
using Actors.Steering;
using Actors.Tracing;

namespace Actors.Runs;

/// <summary>Everything that a run's incarnations share: built once, before any actor.</summary>
/// <param name="Options">The validated options.</param>
/// <param name="Batches">Opens the stream of what is learned from, at a batch's number.</param>
/// <param name="Shape">The model.</param>
/// <param name="Partition">Layers of each block.</param>
/// <param name="Regime">The regime with its numbers.</param>
/// <param name="Device">Where blocks compute.</param>
/// <param name="EdgePlans">Each edge's behaviour, loader first: edge k feeds block k.</param>
/// <param name="Clocks">Each block's clock.</param>
/// <param name="Faults">What goes wrong on purpose.</param>
/// <param name="Directory">The run directory.</param>
/// <param name="Instruments">The run's metrics.</param>
/// <param name="Observer">Who looks on.</param>
/// <param name="Time">The clock.</param>
/// <param name="Start">The snapshot to go on from; null begins with initial weights.</param>
/// <param name="Began">Called when every block exists and training begins.</param>
public sealed record RunPlan(
    RunOptions Options, Func<long, IBatchStream> Batches, ModelShape Shape, Partition Partition, RegimePlan Regime, TorchDevice Device,
    IReadOnlyList<EdgePlan> EdgePlans, IReadOnlyList<BlockClock> Clocks, FaultPlan Faults, RunDirectory Directory, Instruments Instruments,
    IRunObserver Observer, TimeProvider Time, LoadedSnapshot? Start, Action Began)
{
    /// <summary>What the run's threads note; null without a trace.</summary>
    public RunTrace? Trace { get; init; }

    /// <summary>Makes the stream of an actor, by its name.</summary>
    public Func<string, DeviceStream> Streams { get; init; } = _ => DeviceStream.Of(Device);

    /// <summary>Where decoded frames are kept; null for nowhere.</summary>
    public FrameCache? Cache { get; init; }

    /// <summary>The way to the run coordinator for who steers the run; null when nobody may.</summary>
    public RunSteering? Steering { get; init; }

    /// <summary>How blocks are slowed down as those of an earlier run were, by their numbers; only the run coordinator needs to know.</summary>
    public IReadOnlyDictionary<int, SlowdownHistory> Slowdowns { get; init; } = new Dictionary<int, SlowdownHistory>();

    /// <summary>Batches of the run.</summary>
    public long Steps => Regime.Steps;

    /// <summary>Blocks of the run.</summary>
    public int Blocks => Partition.Blocks;
}
