using System.ComponentModel.DataAnnotations;

namespace Actors.Faults;

/// <summary>What goes wrong on purpose, to see what the run makes of it. Compiled in, off by default; each firing is counted.</summary>
public sealed record FaultOptions
{
    /// <summary>Block actors that throw, as <c>BLOCK@BATCH</c>, each once.</summary>
    /// <value>Default none.</value>
    public IReadOnlyList<string> Crash { get; init; } = [];

    /// <summary>Losses that become NaN, as <c>BLOCK@BATCH</c>, each once.</summary>
    /// <value>Default none.</value>
    public IReadOnlyList<string> NanLoss { get; init; } = [];

    /// <summary>Activations that become NaN when taken, as <c>BLOCK@BATCH</c>, each once. Block 0 takes pixels and has none.</summary>
    /// <value>Default none.</value>
    public IReadOnlyList<string> NanActivation { get; init; } = [];

    /// <summary>Gradients that become NaN while the loss does not, as <c>BLOCK@BATCH</c>, each once.</summary>
    /// <value>Default none.</value>
    public IReadOnlyList<string> NanGradient { get; init; } = [];

    /// <summary>Samples that cannot be decoded, by their number in the dataset; replaced as a broken file is.</summary>
    /// <value>Default none. Range of each: 0 to 2147483647.</value>
    public IReadOnlyList<int> CorruptClip { get; init; } = [];

    /// <summary>Snapshots that cannot be written, as <c>BLOCK@BATCH</c>, each once.</summary>
    /// <value>Default none.</value>
    public IReadOnlyList<string> SnapshotWrite { get; init; } = [];

    /// <summary>Nodes whose clocks are off in the trace, as <c>NODE@SECONDS</c>: what joins the traces of a cluster has to find that out.</summary>
    /// <value>Default none.</value>
    public IReadOnlyList<string> ClockSkew { get; init; } = [];

    /// <summary>What of such a share reaches the disk before its write fails.</summary>
    /// <value>Default 0. Range 0 to 1000000000000, in bytes; a longer one than the share lets it be written.</value>
    [Range(0L, 1_000_000_000_000L)]
    public long SnapshotWriteBytes { get; init; }

    /// <summary>Time that every share of a snapshot is held up before it is written, as on a slow disk. Training goes on meanwhile.</summary>
    /// <value>Default 0 (off). Range 0 to 3600, in seconds.</value>
    [Range(0.0, 3600.0)]
    public double SlowDisk { get; init; }
}
