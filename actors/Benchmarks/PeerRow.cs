namespace Actors.Benchmarks;

/// <summary>A program's speed.</summary>
/// <param name="Name">The program, as it calls itself.</param>
/// <param name="Mode"><c>simultaneous</c>, <c>e2e</c> or <c>async</c>.</param>
/// <param name="Threads">Threads that compute.</param>
/// <param name="ClipsPerSecond">By the clock.</param>
/// <param name="ClipsPerCpuSecond">By the processor time of the process, which other programs on the machine disturb less; empty for actors.</param>
public sealed record PeerRow(string Name, string Mode, int Threads, Sample ClipsPerSecond, Sample ClipsPerCpuSecond);
