using System.ComponentModel.DataAnnotations;
using Actors.Runs;

namespace Actors.Configuration;

/// <summary>What happens when a block's actor crashes.</summary>
public sealed record RecoveryOptions
{
    /// <summary>Who goes back to the last snapshot.</summary>
    /// <value>Default <c>exact</c>.</value>
    public RecoveryMode Mode { get; init; } = RecoveryMode.Exact;

    /// <summary>Crashes within <see cref="Window"/> after which the run ends, with the block's name and the cause.</summary>
    /// <value>Default 3. Range 0 (the first crash ends the run) to 1000000.</value>
    [Range(0, 1_000_000)]
    public int Restarts { get; init; } = 3;

    /// <summary>The time over which crashes are counted.</summary>
    /// <value>Default 600, in seconds. Range 1 to 1000000.</value>
    [Range(1, 1_000_000)]
    public int Window { get; init; } = 600;
}
