namespace Actors.Benchmarks;

/// <summary>How a step of all local blocks grows, on one core.</summary>
/// <param name="Axes">One after another.</param>
/// <param name="EncoderGflops">Rate at which the layers go, in operations of the table per second and 1e9, fitted over all points.</param>
/// <param name="DecoderGflops">The same of the decoders.</param>
/// <param name="SecondsPerMegaparameter">Time of an update by the size of the blocks, in seconds per 1e6 parameters and moments.</param>
/// <param name="WorstDeviation">Largest relative distance of a measured step from the fit.</param>
public sealed record GrowthReport(
    IReadOnlyList<GrowthAxis> Axes, double EncoderGflops, double DecoderGflops, double SecondsPerMegaparameter, double WorstDeviation);
