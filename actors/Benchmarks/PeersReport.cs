namespace Actors.Benchmarks;

/// <summary>The same blocks on the same batch, by this program and by others, in turn.</summary>
/// <param name="Rows">Each program's speed.</param>
/// <param name="Ratios">This program over each other one.</param>
/// <param name="LossDifference">Largest relative difference between another program's loss and ours over the first steps.</param>
/// <param name="Warnings">What makes a comparison unfair.</param>
public sealed record PeersReport(
    IReadOnlyList<PeerRow> Rows, IReadOnlyList<PeerRatio> Ratios, double LossDifference, IReadOnlyList<string> Warnings);
