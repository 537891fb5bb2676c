using Actors.Reports.Figures;
using Actors.Runs;

namespace Actors.Reports;

/// <summary>The content of <c>report.json</c>. Field names are a contract; there is no time in it, so the same runs give the same bytes.</summary>
/// <param name="Format">Version of this layout.</param>
/// <param name="Version">Version of the program.</param>
/// <param name="Runs">The runs.</param>
/// <param name="Groups">Runs that differ in the seed only, together.</param>
/// <param name="Differences">Keys whose values differ between the groups.</param>
/// <param name="Spreads">Every figure of every group, over its runs.</param>
/// <param name="Rows">Every figure of every run; null where the document is part of a page, which leaves them to the file.</param>
public sealed record ReportDocument(
    int Format, string Version, IReadOnlyList<ReportDocument.Run> Runs, IReadOnlyList<ReportDocument.Group> Groups,
    IReadOnlyList<ReportDocument.Difference> Differences, IReadOnlyList<ReportDocument.SpreadRow> Spreads, IReadOnlyList<ReportRow>? Rows)
{
    /// <summary>A run.</summary>
    /// <param name="Name">Its name.</param>
    /// <param name="Group">Letter of its group.</param>
    /// <param name="Seed">Its seed.</param>
    /// <param name="Command">The command that made it.</param>
    /// <param name="Snapshot">Batches that the evaluated snapshot has learned from; null without an evaluation.</param>
    /// <param name="WeightsSha256">SHA-256 of each block; empty when the run has not ended.</param>
    /// <param name="Missing">What is missing of it, and the command that makes it.</param>
    public sealed record Run(
        string Name, string Group, long Seed, string Command, long? Snapshot, IReadOnlyList<string> WeightsSha256, IReadOnlyList<string> Missing);

    /// <summary>A group of runs.</summary>
    /// <param name="Letter">Its letter in figures.</param>
    /// <param name="Variant">What it is apart from the partition.</param>
    /// <param name="Regime">Its regime.</param>
    /// <param name="Partition">Layers of each block.</param>
    /// <param name="Runs">Names of its runs.</param>
    public sealed record Group(string Letter, string Variant, string Regime, IReadOnlyList<int> Partition, IReadOnlyList<string> Runs);

    /// <summary>A key that groups differ in.</summary>
    /// <param name="Key">The key.</param>
    /// <param name="Values">Its value in each group.</param>
    public sealed record Difference(string Key, IReadOnlyList<string> Values);

    /// <summary>A figure over the runs of a group.</summary>
    /// <param name="Group">Letter of the group.</param>
    /// <param name="Set">Set of clips; empty for figures of the training.</param>
    /// <param name="Block">Number of the block; null for figures of the whole run.</param>
    /// <param name="Metric">Name of the figure.</param>
    /// <param name="Mean">Its mean.</param>
    /// <param name="Deviation">Its sample standard deviation; <c>"NaN"</c> for one run.</param>
    /// <param name="Count">Runs that have it.</param>
    public sealed record SpreadRow(string Group, string Set, int? Block, string Metric, double Mean, double Deviation, int Count);

    /// <summary>The document of groups of runs.</summary>
    internal static ReportDocument Of(IReadOnlyList<RunGroup> groups, ReportTable table) => new(
        1, BuildVersion.Text,
        [
            .. groups.SelectMany(group => group.Runs.Select(run => new Run(
                run.Name, Letter(group), run.Seed, run.Manifest.Command, run.Evaluation?.Snapshot, run.Summary?.WeightsSha256 ?? [], [.. run.Missing()]))),
        ],
        [.. groups.Select(group => new Group(Letter(group), group.Variant, group.Regime, group.Partition.Layers, [.. group.Runs.Select(run => run.Name)]))],
        [.. RunGroups.Differences(groups).Select(difference => new Difference(difference.Key, difference.Values))],
        [
            .. table.Rows.GroupBy(row => (row.Group, row.Set, row.Block, row.Metric)).Select(same =>
            {
                var spread = Spread.Of(same.Select(row => row.Value));
                return new SpreadRow(same.Key.Group, same.Key.Set, same.Key.Block, same.Key.Metric, spread.Mean, spread.Deviation, spread.Count);
            }),
        ],
        table.Rows);

    static string Letter(RunGroup group) => new SeriesStyle(group.Number).Letter;
}
