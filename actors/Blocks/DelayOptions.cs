using System.ComponentModel.DataAnnotations;

namespace Actors.Blocks;

/// <summary>Stragglers on purpose: how much longer a block's step takes than its computation. A slow block waits; it burns no core.</summary>
public sealed record DelayOptions
{
    /// <summary>Factor by which a block's step is stretched.</summary>
    /// <value>Default 1 (not at all). Range 1 to 1000; one number for all blocks, or one for each.</value>
    [MinLength(1)]
    public IReadOnlyList<double> Slowdown { get; init; } = [1];

    /// <summary>Run directory of an earlier run: what was asked of it by slowdowns while it went on is done again, at the same updates.</summary>
    /// <value>Default empty: none. A run of as many blocks.</value>
    /// <remarks>
    /// Until the first change that is recorded of a block, <see cref="Slowdown"/> holds. What was recorded of updates that were lost to a recovery
    /// is passed over, and of several changes behind one update (as of a block that is frozen) the last one holds.
    /// </remarks>
    public string Replay { get; init; } = "";

    /// <summary>Upper bound of a random wait after each step, drawn from (seed, block, batch).</summary>
    /// <value>Default 0, in seconds. Range 0 to 3600; one number for all blocks, or one for each.</value>
    [MinLength(1)]
    public IReadOnlyList<double> Jitter { get; init; } = [0];

    /// <summary>Time an activation spends on each edge.</summary>
    /// <value>Default 0, in seconds. Range 0 to 3600; one number for all edges, or one for each, loader first.</value>
    [MinLength(1)]
    public IReadOnlyList<double> Latency { get; init; } = [0];

    /// <summary>Bandwidth of each edge: activations leave it one behind the other at this rate.</summary>
    /// <value>Default 0 (unlimited), in bytes per second. Range 0 to 1e12; one number for all edges, or one for each, loader first.</value>
    [MinLength(1)]
    public IReadOnlyList<double> Bandwidth { get; init; } = [0];
}
