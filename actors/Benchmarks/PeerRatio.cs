namespace Actors.Benchmarks;

/// <summary>This program's speed over another's, of each round.</summary>
/// <param name="What">Which of ours over which of the other's.</param>
/// <param name="Name">The other program.</param>
/// <param name="Ratio">By the clock.</param>
/// <param name="CpuRatio">By processor time; empty where that says nothing.</param>
public sealed record PeerRatio(string What, string Name, Sample Ratio, Sample CpuRatio);
