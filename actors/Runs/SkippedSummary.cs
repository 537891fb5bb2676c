namespace Actors.Runs;

/// <summary>A clip that could not be decoded.</summary>
/// <param name="Clip">Its file, relative to the data folder.</param>
/// <param name="Reason">The metric label of the reason.</param>
/// <param name="Detail">What was wrong, in one line.</param>
/// <param name="Times">How often another clip took its place.</param>
public sealed record SkippedSummary(string Clip, string Reason, string Detail, long Times);
