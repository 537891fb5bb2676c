using System.Globalization;
using System.Text;
using Actors.Evaluation;
using Actors.Reports.Figures;
using Actors.Runs;

namespace Actors.Reports;

/// <summary>Every figure of every run, a row each; what pages and drawings are made from.</summary>
internal sealed class ReportTable
{
    /// <summary>Begins the names of figures that are the accuracy on one target of several.</summary>
    public const string ProbeOf = "accuracy_";

    static readonly string[] Header = ["run", "group", "variant", "regime", "partition", "seed", "set", "block", "depth", "metric", "value"];

    readonly ILookup<(string Group, string Set, int? Block, string Metric), double> values;

    ReportTable(IReadOnlyList<ReportRow> rows)
    {
        Rows = rows;
        values = rows.ToLookup(row => (row.Group, row.Set, row.Block, row.Metric), row => row.Value);
    }

    /// <summary>The rows: by group, by run.</summary>
    public IReadOnlyList<ReportRow> Rows { get; }

    /// <summary>The table of groups of runs.</summary>
    public static ReportTable Of(IReadOnlyList<RunGroup> groups) =>
        new([.. groups.SelectMany(group => group.Runs.SelectMany(run => Of(group, run)))]);

    /// <summary>A figure over the runs of a group.</summary>
    public Spread this[RunGroup group, string metric, string set = "", int? block = null] =>
        Spread.Of(values[(new SeriesStyle(group.Number).Letter, set, block, metric)]);

    /// <summary>Linear alignment with the next block, and the gain in mAP, of every transition of every run on a set.</summary>
    public IReadOnlyList<(double Cka, double Gain)> Transitions(string set)
    {
        var gains = Rows.Where(row => row.Set == set && row.Metric == "map_gain_next").ToDictionary(row => (row.Group, row.Run, row.Block), row => row.Value);
        return
        [
            .. Rows.Where(row => row.Set == set && row.Metric == "cka_linear_next")
                .Select(row => (Cka: row.Value, Gain: gains[(row.Group, row.Run, row.Block)]))
                .Where(pair => double.IsFinite(pair.Cka) && double.IsFinite(pair.Gain)),
        ];
    }

    /// <summary>The table as CSV (RFC 4180), figures to the last digit.</summary>
    public string Csv()
    {
        var text = new StringBuilder(string.Join(',', Header)).Append("\r\n");
        foreach (ReportRow row in Rows)
        {
            string[] cells =
            [
                row.Run, row.Group, row.Variant, row.Regime, row.Partition, Number(row.Seed), row.Set, row.Block is { } block ? Number(block) : "",
                row.Depth is { } depth ? Number(depth) : "", row.Metric, row.Value.ToString("R", CultureInfo.InvariantCulture),
            ];
            text.AppendJoin(',', cells.Select(Quoted)).Append("\r\n");
        }

        return text.ToString();
    }

    static IEnumerable<ReportRow> Of(RunGroup group, ReportedRun run)
    {
        string letter = new SeriesStyle(group.Number).Letter;
        return OfSummary(run).Concat(OfEvaluation(run)).Select(figure => new ReportRow(
            run.Name, letter, group.Variant, run.Regime, group.Cut, run.Seed, figure.Set, figure.Block,
            figure.Block is { } block ? run.DepthOf(block) : null, figure.Metric, figure.Value));
    }

    static IEnumerable<(string Set, int? Block, string Metric, double Value)> OfSummary(ReportedRun run)
    {
        if (run.Summary is not { } summary)
        {
            yield break;
        }

        yield return ("", null, "steps", summary.Steps);
        yield return ("", null, "clips", summary.Clips);
        yield return ("", null, "clips_per_second", summary.ClipsPerSecond);
        yield return ("", null, "training_s", summary.Seconds);
        yield return ("", null, "peak_rss_bytes", summary.PeakRssBytes);
        foreach (BlockSummary block in summary.Blocks)
        {
            yield return ("", block.Block, "updates", block.Updates);
            yield return ("", block.Block, "first_loss", summary.FirstLoss[block.Block]);
            yield return ("", block.Block, "final_loss", summary.FinalLoss[block.Block]);
            yield return ("", block.Block, "computing_s", block.ComputeSeconds);
            yield return ("", block.Block, "starved_s", block.StarvedSeconds);
            yield return ("", block.Block, "blocked_s", block.BlockedSeconds);
        }

        // Edge k leads into block k.
        for (int k = 0; k < Math.Min(summary.Edges.Count, run.Partition.Blocks); k++)
        {
            EdgeSummary edge = summary.Edges[k];
            yield return ("", k, "mean_age", edge.MeanAge);
            yield return ("", k, "max_age", edge.MaxAge);
            yield return ("", k, "dropped", edge.Dropped);
        }
    }

    static IEnumerable<(string Set, int? Block, string Metric, double Value)> OfEvaluation(ReportedRun run)
    {
        foreach (SetReport set in run.Evaluation?.Sets ?? [])
        {
            foreach (BlockReport block in set.Blocks)
            {
                foreach ((string metric, double value) in Of(set, block))
                {
                    yield return (set.Name, block.Block, metric, value);
                }
            }
        }
    }

    static IEnumerable<(string Metric, double Value)> Of(SetReport set, BlockReport block)
    {
        yield return ("accuracy", block.Accuracy);
        yield return ("occluded_accuracy", block.OccludedAccuracy);
        yield return ("occlusion_drop", block.OcclusionDrop);
        yield return ("top1", block.Retrieval.Top1);
        yield return ("top5", block.Retrieval.Top5);
        yield return ("top10", block.Retrieval.Top10);
        yield return ("map", block.Retrieval.Map);
        yield return ("patch_similarity", block.PatchSimilarity);
        yield return ("effective_rank", block.Spectrum.EffectiveRank);
        yield return ("participation_ratio", block.Spectrum.ParticipationRatio);
        yield return ("isotropy", block.Spectrum.Isotropy);
        yield return ("uniformity", block.Uniformity);
        for (int target = 0; set.Targets.Count > 1 && target < set.Targets.Count; target++)
        {
            yield return (ProbeOf + set.Targets[target], block.Probe?[target] ?? block.ProbeCv!.Targets[target].Mean);
        }

        if (block.MaskedLoss is { } loss)
        {
            yield return ("masked_loss", loss);
        }

        if (block.Block + 1 < set.Blocks.Count)
        {
            yield return ("cka_linear_next", set.CkaLinear[block.Block][block.Block + 1]);
            yield return ("cka_rbf_next", set.CkaRbf[block.Block][block.Block + 1]);
            yield return ("map_gain_next", set.Blocks[block.Block + 1].Retrieval.Map - block.Retrieval.Map);
        }
    }

    static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);

    static string Quoted(string cell) =>
        cell.AsSpan().IndexOfAny(",\"\r\n") < 0 ? cell : $"\"{cell.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
