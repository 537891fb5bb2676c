using System.ComponentModel.DataAnnotations;

namespace Actors.Blocks;

/// <summary>What happens when a loss or gradient is not finite.</summary>
public sealed record NonFiniteOptions
{
    /// <summary>What the block does.</summary>
    /// <value>Default <c>stop</c>.</value>
    public NonFinitePolicy Policy { get; init; } = NonFinitePolicy.Stop;

    /// <summary>Updates skipped in a row before the run ends as under <c>stop</c>.</summary>
    /// <value>Default 10. Range 1 to 1000000. Ignored under <c>stop</c>.</value>
    [Range(1, 1_000_000)]
    public int Limit { get; init; } = 10;
}
