namespace Actors.Data.Batches;

/// <summary>A worker has read the clip for one place of a batch.</summary>
/// <param name="Batch">The batch.</param>
/// <param name="Worker">Number of the worker, from 0.</param>
/// <param name="Began">When it began, as a timestamp of the stream's clock.</param>
/// <param name="Ended">When it was done.</param>
public readonly record struct DecodedClip(long Batch, int Worker, long Began, long Ended);
