namespace Actors.Messages;

/// <summary>A block's share of a snapshot could not be written. The block goes on.</summary>
/// <param name="Block">Its number.</param>
/// <param name="Batch">The snapshot.</param>
/// <param name="Cause">What went wrong.</param>
public sealed record SnapshotFailed(int Block, long Batch, Exception Cause) : IControlMessage;
