using Actors.Regimes;

namespace Actors.Simulation;

/// <summary>A chain on hosts, as far as its throughput depends on it.</summary>
public sealed record ChainModel
{
    /// <summary>How it learns; sequential is not modelled.</summary>
    public required Regime Regime { get; init; }

    /// <summary>Each block's work.</summary>
    public required IReadOnlyList<BlockWork> Blocks { get; init; }

    /// <summary>The process of each block, as an index; the loader's is <see cref="LoaderProcess"/>.</summary>
    public required IReadOnlyList<int> Process { get; init; }

    /// <summary>The loader's process; edges between processes are links.</summary>
    public int LoaderProcess { get; init; }

    /// <summary>The host of each process: its cores are shared by what runs on it.</summary>
    public required IReadOnlyList<int> Host { get; init; }

    /// <summary>Cores of a host.</summary>
    public required double Cores { get; init; }

    /// <summary>Activations an edge may hold.</summary>
    public int Capacity { get; init; } = 2;

    /// <summary>Work to decode a batch, in core-seconds; done by threads of the loader's process.</summary>
    public double Decode { get; init; }

    /// <summary>Batches that are decoded ahead.</summary>
    public int Prefetch { get; init; } = 2;

    /// <summary>Bytes that an activation has on a link.</summary>
    public double LinkBytes { get; init; }

    /// <summary>Rate of a link between hosts, in bytes per second.</summary>
    public double Bandwidth { get; init; } = double.PositiveInfinity;

    /// <summary>Time of a link between hosts, one way, in seconds.</summary>
    public double Latency { get; init; }

    /// <summary>Work of each end of a link for a byte (checksum, copies), in core-seconds.</summary>
    public double SecondsPerByte { get; init; } = 1 / 1.5e9;
}
