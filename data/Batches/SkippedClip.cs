namespace Actors.Data.Batches;

/// <summary>A clip that could not be read, and what took its place.</summary>
/// <param name="Position">Its place in the stream: batch number times batch size plus place in the batch.</param>
/// <param name="Epoch">The epoch of that place.</param>
/// <param name="Sample">The sample that belonged there.</param>
/// <param name="Substitute">The sample that took its place.</param>
/// <param name="Name">The name of the unreadable sample.</param>
/// <param name="Reason">Why, as a metric's label.</param>
/// <param name="Detail">Why, in words.</param>
public sealed record SkippedClip(long Position, long Epoch, int Sample, int Substitute, string Name, string Reason, string Detail);
