namespace Actors.Messages;

/// <summary>Every block has updated on a batch: in lockstep, the loader may emit the next.</summary>
/// <param name="Batch">The batch.</param>
public sealed record BatchLearned(long Batch);
