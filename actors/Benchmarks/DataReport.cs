namespace Actors.Benchmarks;

/// <summary>Whether the loader keeps the blocks fed.</summary>
/// <param name="Source">Where the clips come from.</param>
/// <param name="Clips">Clips that are read again and again.</param>
/// <param name="Workers">Threads that decode.</param>
/// <param name="Prefetch">Batches that may be decoded ahead.</param>
/// <param name="Regime">The regime of the runs.</param>
/// <param name="Batches">Batches of each run.</param>
/// <param name="Rows">One for each way of reading.</param>
public sealed record DataReport(string Source, int Clips, int Workers, int Prefetch, string Regime, int Batches, IReadOnlyList<DataRow> Rows);
