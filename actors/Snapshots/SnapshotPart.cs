using Actors.Messages;

namespace Actors.Snapshots;

/// <summary>One block's share of a snapshot, written and flushed.</summary>
/// <param name="Block">The block's number.</param>
/// <param name="Batch">Batches it had learned from.</param>
/// <param name="File">File name in the snapshot's folder.</param>
/// <param name="Sha256">SHA-256 of the file, lower-case hex.</param>
/// <param name="Bytes">Length of the file.</param>
/// <param name="Seconds">Seconds that copying the state held the block up.</param>
public sealed record SnapshotPart(int Block, long Batch, string File, string Sha256, long Bytes, double Seconds) : IControlMessage;
