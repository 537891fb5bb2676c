namespace Actors.Benchmarks;

/// <summary>A size.</summary>
/// <param name="Size">Its value.</param>
/// <param name="Seconds">A step of all blocks.</param>
/// <param name="Gflop">Operations of it by the table, in 1e9.</param>
/// <param name="Fitted">Seconds by the fit.</param>
public sealed record GrowthPoint(double Size, Sample Seconds, double Gflop, double Fitted);
