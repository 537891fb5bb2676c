namespace Actors.Reports;

/// <summary>One figure of one run: a line of <c>report.csv</c>. Field names are a contract.</summary>
/// <param name="Run">Name of the run.</param>
/// <param name="Group">Letter of its group.</param>
/// <param name="Variant">Its group apart from the partition.</param>
/// <param name="Regime">Regime of the run.</param>
/// <param name="Partition">Layers of each block, such as <c>2+2</c>.</param>
/// <param name="Seed">Seed of the run.</param>
/// <param name="Set">Set of clips it was measured on; empty for figures of the training.</param>
/// <param name="Block">Number of the block; null for figures of the whole run. Of an edge, its consumer.</param>
/// <param name="Depth">Layers of the block and of those before it.</param>
/// <param name="Metric">Name of the figure; <c>_s</c> are seconds, <c>_bytes</c> bytes.</param>
/// <param name="Value">The figure.</param>
public sealed record ReportRow(
    string Run, string Group, string Variant, string Regime, string Partition, long Seed, string Set, int? Block, int? Depth, string Metric, double Value);
