namespace Actors.Messages;

/// <summary>A block has copied its state at a barrier; a <see cref="Snapshots.SnapshotPart"/> or <see cref="SnapshotFailed"/> follows.</summary>
/// <param name="Block">Its number.</param>
/// <param name="Batch">The barrier.</param>
public sealed record SnapshotBegun(int Block, long Batch) : IControlMessage;
