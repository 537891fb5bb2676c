namespace Actors.Runs;

/// <summary>A crash that the run survived.</summary>
/// <param name="Block">The block whose actor crashed.</param>
/// <param name="Batch">The batch it had in hand; -1 when none.</param>
/// <param name="Cause">What happened, in one line.</param>
/// <param name="Mode">Who went back: <c>exact</c> is everyone, <c>local</c> the block alone.</param>
/// <param name="From">Batches the snapshot had learned from that it went back to.</param>
/// <param name="LostUpdates">
/// Updates of the crashed block that had to be made again (exact) or are lost (local); negative when a snapshot that was still being
/// written at the crash before holds more than it went back to then.
/// </param>
public sealed record RestartSummary(string Block, long Batch, string Cause, string Mode, long From, long LostUpdates);
