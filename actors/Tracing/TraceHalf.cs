namespace Actors.Tracing;

/// <summary>One end of an arrow between two processes.</summary>
/// <param name="Process">The process.</param>
/// <param name="Track">The track.</param>
/// <param name="Time">When, in nanoseconds of the joined trace.</param>
/// <param name="Batch">Of which batch.</param>
/// <param name="Number">By which the other end is known.</param>
internal readonly record struct TraceHalf(int Process, int Track, long Time, long Batch, long Number);
