using Actors.Model.Blocks;

namespace Actors.Blocks;

/// <summary>A block's slowdown is over. From the block to itself.</summary>
/// <param name="Block">Whose: after a restart the one before may still be told.</param>
internal sealed record Rested(Block Block);
