using System.Globalization;
using System.Text;
using Actors.Reports.Figures;
using Actors.Runs;

namespace Actors.Reports;

/// <summary>The tables of a report's page.</summary>
internal static class ReportTables
{
    const int HashDigits = 8;

    static readonly (string Metric, string Words)[] OfBlocks =
    [
        ("masked_loss", "masked loss"), ("accuracy", "probe"), ("occluded_accuracy", "occluded"), ("top1", "top-1"), ("map", "mAP"),
        ("effective_rank", "rank"), ("uniformity", "uniformity"), ("patch_similarity", "patch"), ("cka_linear_next", "CKA next"),
    ];

    static readonly (string Metric, string Words)[] OfTraining =
    [
        ("final_loss", "final loss"), ("updates", "updates"), ("mean_age", "mean age"), ("dropped", "dropped"), ("computing_s", "computing s"),
        ("starved_s", "starved s"), ("blocked_s", "blocked s"),
    ];

    /// <summary>A line for each run.</summary>
    public static string Runs(IReadOnlyList<RunGroup> groups) => Table(
        ["group", "run", "seed", "steps", "clips/s", "seconds", "loss of last block", "evaluated after", "weights of last block"], 2,
        groups.SelectMany(group => group.Runs.Select(run => (string[])
        [
            new SeriesStyle(group.Number).Letter, run.Name, Whole(run.Seed),
            run.Summary is { } summary ? Whole(summary.Steps) : "not ended",
            Of(run, each => Numbers.Figure(each.ClipsPerSecond)), Of(run, each => Numbers.Figure(each.Seconds)),
            Of(run, each => Numbers.Figure(each.FinalLoss[^1])),
            run.Evaluation is { } evaluation ? $"{Whole(evaluation.Snapshot)} batches" : "not evaluated",
            Of(run, each => each.WeightsSha256[^1][..Math.Min(HashDigits, each.WeightsSha256[^1].Length)]),
        ])));

    /// <summary>A line for each key that groups differ in.</summary>
    public static string Differences(IReadOnlyList<RunGroup> groups)
    {
        IReadOnlyList<(string Key, IReadOnlyList<string> Values)> differences = RunGroups.Differences(groups);
        return differences.Count == 0 ? "<p>None but the seed.</p>\n"
            : Table(
                [.. groups.Select(group => new SeriesStyle(group.Number).Letter).Prepend("key")], 1,
                differences.Select(row => (string[])[row.Key, .. row.Values]));
    }

    /// <summary>For the training and for each set of clips, a line for each block of each group.</summary>
    public static string Blocks(IReadOnlyList<RunGroup> groups, ReportDocument document)
    {
        var spreads = document.Spreads.ToDictionary(row => (row.Group, row.Set, row.Block, row.Metric), row => new Spread(row.Mean, row.Deviation, row.Count));
        var text = new StringBuilder();
        foreach (string set in document.Spreads.Select(row => row.Set).Distinct())
        {
            (string Metric, string Words)[] columns = set.Length == 0 ? OfTraining : OfBlocks;
            text.Append($"<h3>{ReportPage.Escaped(set.Length == 0 ? "Training" : set)}</h3>\n");
            text.Append(Table(
                [.. columns.Select(column => column.Words).Prepend("depth").Prepend("block").Prepend("group")], 1,
                groups.SelectMany(group => Enumerable.Range(0, group.Partition.Blocks).Select(k => (string[])
                [
                    $"{new SeriesStyle(group.Number).Letter}  {group.Label}", Whole(k), Whole(group.DepthOf(k)),
                    .. columns.Select(column =>
                    {
                        Spread spread = spreads.GetValueOrDefault((new SeriesStyle(group.Number).Letter, set, k, column.Metric));
                        return set.Length == 0 && spread.Count > 0 ? Numbers.Figure(spread) : Numbers.Share(spread);
                    }),
                ]))));
        }

        return text.ToString();
    }

    static string Of(ReportedRun run, Func<RunSummary, string> figure) => run.Summary is { } summary ? figure(summary) : "\u2013";

    static string Whole(long value) => value.ToString(CultureInfo.InvariantCulture);

    static string Table(IReadOnlyList<string> header, int names, IEnumerable<string[]> rows)
    {
        string Row(IReadOnlyList<string> cells, string tag) => $"<tr>{string.Concat(cells.Select((cell, i) =>
            $"<{tag}{(i < names ? " class=\"name\"" : "")}>{ReportPage.Escaped(cell)}</{tag}>"))}</tr>\n";
        string body = string.Concat(rows.Select(row => Row(row, "td")));
        return $"<div class=\"scroll\" tabindex=\"0\"><table><thead>{Row(header, "th")}</thead><tbody>\n{body}</tbody></table></div>\n";
    }
}
