using Actors.Blocks;

namespace Actors.Cluster;

/// <summary>A block's clock.</summary>
/// <param name="Block">Its number.</param>
/// <param name="State">The state it is in.</param>
/// <param name="Seconds">Seconds in each state so far, in the order of <see cref="BlockState"/>.</param>
public sealed record BlockTimes(int Block, BlockState State, IReadOnlyList<double> Seconds);
