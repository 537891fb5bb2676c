namespace Actors.Benchmarks;

/// <summary>What cheaper decoders and bfloat16 bring.</summary>
/// <param name="Regime">The regime of the runs.</param>
/// <param name="Rows">Dearest first.</param>
public sealed record SavingsReport(string Regime, IReadOnlyList<SavingsRow> Rows);
