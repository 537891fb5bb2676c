namespace Actors.Benchmarks;

/// <summary>Steps of a chain on one thread, one block after another, and what follows from them.</summary>
/// <param name="Chain"><c>local</c> (a decoder behind every block) or <c>e2e</c> (one, behind the last).</param>
/// <param name="Blocks">Each block.</param>
/// <param name="Seconds">A step of all blocks, on one core.</param>
/// <param name="ClipsPerSecond">Of one core.</param>
/// <param name="GflopPerClip">A training step for one clip, by the table of operations.</param>
/// <param name="Mfu">Operations per second over those of as many cores' float32 matrix products in the same round as a block has threads; NaN without gemm.</param>
/// <param name="SecondsOnAllCores">A step of all blocks while every core does the same.</param>
/// <param name="SlowestOnAllCores">A step of the slowest block then.</param>
public sealed record ChainReport(
    string Chain, IReadOnlyList<BlockStepReport> Blocks, Sample Seconds, Sample ClipsPerSecond, double GflopPerClip, Sample Mfu,
    Sample SecondsOnAllCores, Sample SlowestOnAllCores);
