namespace Actors.Benchmarks;

/// <summary>How a peer is started.</summary>
/// <param name="File">The program.</param>
/// <param name="Arguments">Its arguments; the folder of the job is put behind them.</param>
public sealed record PeerCommand(string File, IReadOnlyList<string> Arguments);
