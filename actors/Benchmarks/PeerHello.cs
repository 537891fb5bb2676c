namespace Actors.Benchmarks;

/// <summary>A peer's first line.</summary>
/// <param name="Name">What it is, with its version.</param>
/// <param name="Losses">Losses of the first steps, by mode: of each step, of each block that has one.</param>
/// <param name="Warning">What makes the comparison with it unfair; empty for nothing.</param>
internal sealed record PeerHello(string Name, IReadOnlyDictionary<string, double[][]> Losses, string Warning = "");
