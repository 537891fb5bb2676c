namespace Actors.Blocks;

/// <summary>A block may learn again from what it had, if nothing has come meanwhile. From the block to itself.</summary>
internal sealed record Idle
{
    /// <summary>The message.</summary>
    public static Idle Instance { get; } = new();
}
