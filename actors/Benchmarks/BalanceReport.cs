namespace Actors.Benchmarks;

/// <summary>The automatic partition against every other, by measured steps of blocks of every length.</summary>
/// <param name="Partitions">Partitions there are.</param>
/// <param name="Automatic">The automatic one, from steps of short and long blocks.</param>
/// <param name="AutomaticSeconds">Its slowest block.</param>
/// <param name="Best">The best of all.</param>
/// <param name="BestSeconds">Its slowest block.</param>
/// <param name="EvenSeconds">The slowest block of the most even one.</param>
public sealed record BalanceReport(int Partitions, string Automatic, double AutomaticSeconds, string Best, double BestSeconds, double EvenSeconds);
