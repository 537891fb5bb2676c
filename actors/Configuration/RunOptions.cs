using Actors.Blocks;
using Actors.Cluster;
using Actors.Edges;
using Actors.Faults;
using Actors.Logging;

namespace Actors.Configuration;

/// <summary>Everything that defines a run: the section <c>actors</c> of the configuration.</summary>
public sealed record RunOptions
{
    /// <summary>Section <c>data</c>.</summary>
    public DataOptions Data { get; init; } = new();

    /// <summary>Section <c>model</c>.</summary>
    public ModelOptions Model { get; init; } = new();

    /// <summary>Section <c>training</c>.</summary>
    public TrainingOptions Training { get; init; } = new();

    /// <summary>Section <c>edges</c>.</summary>
    public EdgeOptions Edges { get; init; } = new();

    /// <summary>Section <c>delays</c>.</summary>
    public DelayOptions Delays { get; init; } = new();

    /// <summary>Section <c>snapshots</c>.</summary>
    public SnapshotOptions Snapshots { get; init; } = new();

    /// <summary>Section <c>recovery</c>.</summary>
    public RecoveryOptions Recovery { get; init; } = new();

    /// <summary>Section <c>non-finite</c>.</summary>
    public NonFiniteOptions NonFinite { get; init; } = new();

    /// <summary>Section <c>faults</c>.</summary>
    public FaultOptions Faults { get; init; } = new();

    /// <summary>Section <c>cluster</c>.</summary>
    public ClusterOptions Cluster { get; init; } = new();

    /// <summary>Section <c>metrics</c>.</summary>
    public MetricsOptions Metrics { get; init; } = new();

    /// <summary>Section <c>dashboard</c>.</summary>
    public DashboardOptions Dashboard { get; init; } = new();

    /// <summary>Section <c>log</c>.</summary>
    public LogOptions Log { get; init; } = new();

    /// <summary>Run directory; empty makes <c>runs/TIMESTAMP-REGIME</c>.</summary>
    /// <value>Default empty. A directory that already holds a run is refused.</value>
    public string Run { get; init; } = "";

    /// <summary>Run directory to go on from, at its last whole snapshot; empty begins a run.</summary>
    /// <value>Default empty.</value>
    public string Resume { get; init; } = "";

    /// <summary>Whether every batch is kept as <c>batches/T.safetensors</c>, so that other code can do the steps again.</summary>
    /// <value>Default false. A DeiT-Tiny batch of 8 takes 6.3 MB.</value>
    public bool RecordBatches { get; init; }

    /// <summary>Whether <c>trace.json</c> says what every block, loader and edge did when, for Perfetto.</summary>
    /// <value>Default false. Some 1.3 kB for each update of a block, 1.5 kB over nodes.</value>
    public bool Trace { get; init; }
}
