using Actors.Reports.Figures;

namespace Actors.Reports;

/// <summary>What end-to-end training made of each depth, to compare block-wise runs with, seed by seed.</summary>
/// <remarks>Differences of runs of one seed have begun with the same weights and have seen the same batches: their spread is not that of the seeds.</remarks>
internal sealed class EndToEnd
{
    readonly ILookup<(string Metric, long Seed, int Depth), double> line;
    readonly ILookup<(string Group, string Metric, int Block), ReportRow> rows;

    EndToEnd(ILookup<(string Metric, long Seed, int Depth), double> line, ILookup<(string Group, string Metric, int Block), ReportRow> rows)
    {
        this.line = line;
        this.rows = rows;
    }

    /// <summary>The line of some end-to-end groups on a set of clips; null where none of them was evaluated.</summary>
    /// <param name="table">Every figure.</param>
    /// <param name="whole">Groups that differ in the partition only: cut anywhere, end-to-end training computes the same.</param>
    /// <param name="set">The set.</param>
    public static EndToEnd? Of(ReportTable table, IEnumerable<RunGroup> whole, string set)
    {
        string[] letters = [.. whole.Select(group => new SeriesStyle(group.Number).Letter)];
        ReportRow[] of = [.. table.Rows.Where(row => row.Set == set && row.Block is not null)];
        ILookup<(string, long, int), double> line = of.Where(row => letters.Contains(row.Group))
            .ToLookup(row => (row.Metric, row.Seed, row.Depth!.Value), row => row.Value);
        return line.Count == 0 ? null : new EndToEnd(line, of.ToLookup(row => (row.Group, row.Metric, row.Block!.Value)));
    }

    /// <summary>A block's figure less that of end-to-end training of the same seed at the same depth; of no seed where there is no such depth.</summary>
    public Spread Difference(RunGroup group, string metric, int block) => Spread.Of(
        rows[(new SeriesStyle(group.Number).Letter, metric, block)]
            .Select(row => row.Value - Spread.Of(line[(metric, row.Seed, row.Depth!.Value)]).Mean));
}
