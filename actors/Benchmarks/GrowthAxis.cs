namespace Actors.Benchmarks;

/// <summary>Growth in one size, the others fixed. A slope is an exponent: of time over size, both as logarithms.</summary>
/// <param name="Name"><c>batch</c>, <c>tokens</c>, <c>depth</c> or <c>blocks</c>.</param>
/// <param name="Points">Each size.</param>
/// <param name="Slope">As measured.</param>
/// <param name="SlopeOfOperations">Of the table of operations alone.</param>
/// <param name="SlopeOfFit">Of the table with the rates that were fitted for layers, decoders and updates.</param>
public sealed record GrowthAxis(string Name, IReadOnlyList<GrowthPoint> Points, double Slope, double SlopeOfOperations, double SlopeOfFit);
