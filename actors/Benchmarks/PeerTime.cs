namespace Actors.Benchmarks;

/// <summary>A peer's answer.</summary>
/// <param name="Seconds">Time of the steps that were asked for.</param>
/// <param name="Cpu">Processor time of the process meanwhile.</param>
internal sealed record PeerTime(double Seconds, double Cpu);
