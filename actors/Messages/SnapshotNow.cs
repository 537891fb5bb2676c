namespace Actors.Messages;

/// <summary>The loader is to put a barrier before the next batch, whatever <c>snapshots.every</c> says.</summary>
public sealed record SnapshotNow;
