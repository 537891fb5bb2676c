using Actors.Snapshots;

namespace Actors.Messages;

/// <summary>A block has stopped learning.</summary>
/// <param name="Block">Its number.</param>
/// <param name="Updates">Updates it made; its state is finite.</param>
/// <param name="Divergence">The step it refused, if it refused one.</param>
/// <param name="Part">The state it kept, if it was asked to.</param>
public sealed record Halted(int Block, long Updates, Diverged? Divergence, SnapshotPart? Part) : IControlMessage;
