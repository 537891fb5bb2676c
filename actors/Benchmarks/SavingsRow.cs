namespace Actors.Benchmarks;

/// <summary>Runs with one kind of decoder and one precision.</summary>
/// <param name="DecodeFraction">Share of the hidden tokens that decoders reconstruct.</param>
/// <param name="DecoderAttention"><c>self</c> or <c>cross</c>.</param>
/// <param name="Precision"><c>fp32</c> or <c>bf16</c>.</param>
/// <param name="Batches">Batches of each run.</param>
/// <param name="ClipsPerSecond">Clips learned from while all blocks are at work.</param>
/// <param name="OverFull">The same over that of the same round's run with all hidden tokens in float32.</param>
/// <param name="OverFloat32">The same over that of the same round's run with this decoder in float32.</param>
public sealed record SavingsRow(
    double DecodeFraction, string DecoderAttention, string Precision, int Batches, Sample ClipsPerSecond, Sample OverFull, Sample OverFloat32);
