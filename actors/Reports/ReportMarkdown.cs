using System.Globalization;
using System.Text;
using Actors.Reports.Figures;
using Actors.Runs;

namespace Actors.Reports;

/// <summary>Writes <c>report.md</c>: the tables that a text about the runs quotes, each figure as mean ± sample standard deviation over the seeds.</summary>
internal sealed class ReportMarkdown
{
    const string Unlabelled = "";

    // Between two blocks: where end-to-end training is cut otherwise, its next block is another.
    static readonly string[] OfTransitions = ["cka_linear_next", "cka_rbf_next", "map_gain_next"];

    static readonly Column[] OfBlocks =
    [
        new("accuracy", "probe", Numbers.Share), new("occlusion_drop", "occlusion drop", Numbers.Share), new("top1", "top-1", Numbers.Share),
        new("map", "mAP", Numbers.Share), new("cka_linear_next", "CKA next", Numbers.Fine), new("cka_rbf_next", "RBF CKA next", Numbers.Fine),
        new("map_gain_next", "mAP gain next", Numbers.Share), new("effective_rank", "effective rank", Numbers.Share),
        new("patch_similarity", "patch similarity", Numbers.Share), new("masked_loss", "masked loss", Numbers.Fine),
    ];

    static readonly Column[] OfTraining =
    [
        new("final_loss", "final loss", Numbers.Fine), new("updates", "updates", Numbers.Figure), new("dropped", "dropped", Numbers.Figure),
        new("mean_age", "mean age", Numbers.Figure), new("max_age", "max age", Numbers.Figure), new("computing_s", "computing s", Numbers.Figure),
        new("starved_s", "starved s", Numbers.Figure), new("blocked_s", "blocked s", Numbers.Figure),
    ];

    static readonly Column[] OfRuns =
    [
        new("steps", "steps", Numbers.Figure), new("clips_per_second", "clips/s", Numbers.Figure), new("training_s", "seconds", Numbers.Figure),
    ];

    readonly IReadOnlyList<RunGroup> groups;
    readonly ReportTable table;
    readonly string[] sets;

    /// <summary>Prepares the tables of groups of runs.</summary>
    public ReportMarkdown(IReadOnlyList<RunGroup> groups, ReportTable table)
    {
        this.groups = groups;
        this.table = table;
        sets = [.. table.Rows.Select(row => row.Set).Distinct().Where(set => set.Length > 0)];
    }

    /// <summary>The whole file. The same runs give the same bytes.</summary>
    public string Text()
    {
        ReportedRun[] runs = [.. groups.SelectMany(group => group.Runs)];
        var text = new StringBuilder(string.Create(CultureInfo.InvariantCulture, $"# {runs.Length} {(runs.Length == 1 ? "run" : "runs")}\n\n"));
        text.Append(ReportPage.Data(runs)).Append($" Written by actors {BuildVersion.Text}.\n\n")
            .Append("Figures are mean ± sample standard deviation over the seeds of a group; one without ± is of one seed, – is none.\n");
        foreach (string missing in runs.SelectMany(run => run.Missing()))
        {
            text.Append($"\nMissing: {missing}\n");
        }

        text.Append("\n## Groups\n\n");
        Table(
            text, ["group", "what", "partition", "seeds", .. OfRuns.Select(column => column.Words)],
            groups.Select(group => (string[])
                [Letter(group), group.Variant, group.Cut, Seeds(group), .. OfRuns.Select(column => column.Text(table[group, column.Metric]))]));
        text.Append("\n## Training, by block\n\n");
        Blocks(text, OfTraining, (group, metric, k) => table[group, metric, Unlabelled, k]);
        foreach (string set in sets)
        {
            Evaluated(text, set);
        }

        return text.ToString();
    }

    void Evaluated(StringBuilder text, string set)
    {
        text.Append($"\n## {set}, by block\n\n");
        Blocks(text, OfBlocks, (group, metric, k) => table[group, metric, set, k]);
        IReadOnlyList<(double Cka, double Gain)> pairs = table.Transitions(set);
        double r = Correlation.Pearson(pairs);
        if (!double.IsNaN(r))
        {
            text.Append(string.Create(
                CultureInfo.InvariantCulture, $"\nCKA with the next block against the gain in mAP: r = {Numbers.Figure(r)} over {pairs.Count} transitions of all runs.\n"));
        }

        string[] targets = [.. table.Rows.Where(row => row.Set == set && row.Metric.StartsWith(ReportTable.ProbeOf, StringComparison.Ordinal)).Select(row => row.Metric).Distinct()];
        if (targets.Length > 0)
        {
            text.Append($"\n### {set}, probe by target\n\n");
            Blocks(
                text, [.. targets.Select(target => new Column(target, target[ReportTable.ProbeOf.Length..], Numbers.Share))],
                (group, metric, k) => table[group, metric, set, k]);
        }

        foreach (IGrouping<string, RunGroup> whole in groups.Where(group => group.Regime == "e2e").GroupBy(group => group.Variant))
        {
            EndToEnd? line = EndToEnd.Of(table, whole, set);
            if (line is not null && groups.Any(group => group.Regime != "e2e"))
            {
                text.Append($"\n### {set}, less {whole.Key} of the same seed at the same depth\n\n");
                Blocks(text, [.. OfBlocks.Where(column => !OfTransitions.Contains(column.Metric))], line.Difference, group => group.Regime != "e2e");
            }
        }
    }

    void Blocks(
        StringBuilder text, Column[] columns, Func<RunGroup, string, int, Spread> of, Func<RunGroup, bool>? which = null) => Table(
            text, ["group", "what", "partition", "block", "depth", .. columns.Select(column => column.Words)],
            groups.Where(which ?? (_ => true)).SelectMany(group => Enumerable.Range(0, group.Partition.Blocks).Select(k => (string[])
            [
                Letter(group), group.Variant, group.Cut, Whole(k), Whole(group.DepthOf(k)), .. columns.Select(column => column.Text(of(group, column.Metric, k))),
            ])));

    static void Table(StringBuilder text, string[] header, IEnumerable<string[]> rows)
    {
        foreach (string[] row in rows.Prepend([.. header.Select((_, i) => i < 3 ? "---" : "---:")]).Prepend(header))
        {
            text.Append("| ").AppendJoin(" | ", row.Select(cell => cell.Replace("|", "\\|", StringComparison.Ordinal))).Append(" |\n");
        }
    }

    static string Seeds(RunGroup group) => string.Join(", ", group.Runs.Select(run => Whole(run.Seed)));

    static string Letter(RunGroup group) => new SeriesStyle(group.Number).Letter;

    static string Whole(long value) => value.ToString(CultureInfo.InvariantCulture);

    /// <summary>A column of figures.</summary>
    sealed record Column(string Metric, string Words, Func<Spread, string> Text);
}
