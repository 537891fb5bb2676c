namespace Actors.Runs;

/// <summary>What a run learned from.</summary>
/// <param name="Source">The data source.</param>
/// <param name="Clips">Clips in it.</param>
/// <param name="Classes">Names of its classes, by label.</param>
/// <param name="Decoder">The video decoder; empty for clips generated in memory.</param>
public sealed record DataFacts(string Source, int Clips, IReadOnlyList<string> Classes, string Decoder);
