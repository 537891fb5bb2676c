namespace Actors.Benchmarks;

/// <summary>Runs of a regime, as a user would run it, on clips that are decoded once and kept.</summary>
/// <param name="Regime">The regime.</param>
/// <param name="Batches">Batches of each run.</param>
/// <param name="ClipsPerSecond">While all blocks are at work: filling and draining the chain does not count.</param>
/// <param name="Bound">Clips per second that the steps of the same round allow; NaN where none is known.</param>
/// <param name="OfBound">The share of that bound that was reached.</param>
/// <param name="Mfu">Operations per second over those of all cores' float32 matrix products in the same round; NaN where not known.</param>
/// <param name="PeakBytes">Largest resident memory of the process during a run.</param>
/// <param name="AddedBytes">The part of it that was not there before the run.</param>
public sealed record RegimeReport(
    string Regime, int Batches, Sample ClipsPerSecond, Sample Bound, Sample OfBound, Sample Mfu, Sample PeakBytes, Sample AddedBytes);
