namespace Actors.Benchmarks;

/// <summary>Runs on clips that are read in one way.</summary>
/// <param name="Name"><c>decoded</c>: each clip anew; <c>cached</c>: cut from frames kept in memory; <c>kept</c>: whole clips, read once.</param>
/// <param name="ReadsPerCpuSecond">Clips that one thread reads in a second of its processor time, nothing else going on; NaN for kept ones.</param>
/// <param name="ClipsPerSecond">Clips that a run learns from while all of its blocks are at work.</param>
/// <param name="OfKept">The same over that of the same round's run on kept clips: what reading costs the run.</param>
/// <param name="WaitShare">Share of the run behind its first batch in which blocks stood still for want of a batch.</param>
/// <param name="CoreShare">Share of all cores' time that reading takes at the speed of the run on kept clips: near 1 or above, no prefetching helps; NaN for kept ones.</param>
public sealed record DataRow(
    string Name, Sample ReadsPerCpuSecond, Sample ClipsPerSecond, Sample OfKept, Sample WaitShare, Sample CoreShare);
