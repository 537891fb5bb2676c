namespace Actors.Blocks;

/// <summary>A block's slowdown is over. From the block to itself.</summary>
internal sealed record Rested
{
    /// <summary>The message.</summary>
    public static Rested Instance { get; } = new();
}
