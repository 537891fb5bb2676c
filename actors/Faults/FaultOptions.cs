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

    /// <summary>Snapshots that cannot be written, as <c>BLOCK@BATCH</c>, each once.</summary>
    /// <value>Default none.</value>
    public IReadOnlyList<string> SnapshotWrite { get; init; } = [];
}
