using System.Globalization;
using Actors.Reports.Figures;

namespace Actors.Reports;

/// <summary>The four figures of arXiv 2601.09040, drawn from the runs of a report.</summary>
internal sealed class PaperFigures
{
    const string NotEvaluated = "No run here was evaluated, so there is nothing to show: actors evaluate RUN.";
    const double Apart = 0.05;

    readonly IReadOnlyList<RunGroup> groups;
    readonly ReportTable table;
    readonly string[] sets;

    /// <summary>Prepares the figures of groups that have an evaluation.</summary>
    public PaperFigures(IReadOnlyList<RunGroup> groups, ReportTable table)
    {
        this.table = table;
        this.groups = [.. groups.Where(group => group.Runs.Any(run => run.Evaluation is not null))];
        ReportedRun? evaluated = this.groups.SelectMany(group => group.Runs).FirstOrDefault(run => run.Evaluation is not null);
        sets = [.. evaluated?.Evaluation?.Sets.Select(set => set.Name) ?? []];
    }

    /// <summary>All of them.</summary>
    public IReadOnlyList<Figure> All() => [Final(), Probe(), Alignment(), Structure()];

    /// <summary>Figures of the last block by regime and partition, with the end-to-end line.</summary>
    public Figure Final()
    {
        if (sets.Length == 0)
        {
            return Nothing("final", "Final metrics by regime and partition");
        }

        RunGroup[][] variants = [.. groups.GroupBy(group => group.Variant).Select(group => group.ToArray())];
        RunGroup[][] blockwise = [.. variants.Where(variant => variant[0].Regime != "e2e")];
        RunGroup[][] endToEnd = [.. variants.Where(variant => variant[0].Regime == "e2e")];

        // A report of end-to-end runs alone has nothing to draw their line across.
        RunGroup[][] points = blockwise.Length > 0 ? blockwise : endToEnd;
        RunGroup[][] levels = blockwise.Length > 0 ? endToEnd : [];
        string[] cuts = [.. points.SelectMany(variant => variant).OrderBy(group => group.Partition.Blocks).Select(group => group.Cut).Distinct()];

        Drawing Panel(string title, string axis, string metric, string set) => ChartDrawing.Of(new Chart(title, "partition", axis,
        [
            .. points.Select((variant, i) => new ChartSeries(
                new(i),
                [
                    .. variant.OrderBy(group => Array.IndexOf(cuts, group.Cut)).Select(group => Point(
                        Array.IndexOf(cuts, group.Cut) + ((i - ((points.Length - 1) / 2.0)) * Apart), Last(group, metric, set))),
                ], Label: Small(i))),
        ])
        {
            Places = [.. cuts.Select((cut, i) => ((double)i, Short(cut)))],
            Levels = [.. levels.Select((variant, i) => Level(variant, metric, set, i + points.Length))],
        });

        string labelled = sets[0];
        return new Figure(
            "final", "Final metrics by regime and partition",
            "The last block of each run. The line across is end-to-end training. Bars: one sample standard deviation over the seeds.",
            [
                Panel($"Probe on {labelled}", "accuracy", "accuracy", labelled),
                Panel($"Retrieval on {labelled}", "mAP", "map", labelled),
                Panel($"Masked loss on {labelled}", "loss", "masked_loss", labelled),
                .. sets.Skip(1).Select(set => Panel($"Probe on {set}", "accuracy", "accuracy", set)),
            ],
            [
                .. points.Concat(levels).Select((variant, i) => new LegendLine(
                    Drawing.Swatch(new(i)), $"{Small(i)}  {variant[0].Variant} ({Seeds(variant)})")),
            ]);
    }

    /// <summary>What can be read from each block.</summary>
    public Figure Probe() => sets.Length == 0 ? Nothing("probe", "Probe by depth") : new Figure(
        "probe", "Probe by depth",
        "What a logistic regression reads from each block's output, and how well its neighbours are alike, by the layers up to and with the block.",
        [
            .. sets.Select(set => ByDepth($"Probe on {set}", "accuracy", "accuracy", set)),
            .. sets.Select(set => ByDepth($"Retrieval on {set}", "mAP", "map", set)),
        ],
        Legend(groups));

    /// <summary>How much each block changes, and whether that is gain.</summary>
    public Figure Alignment() => sets.Length == 0 ? Nothing("cka", "Alignment by transition") : new Figure(
        "cka", "Alignment by transition",
        "Linear CKA of each block with the next: near 1 where the next block changes little. Below it, the gain in mAP of the same transitions; "
        + "r is Pearson's over all runs and transitions.",
        [.. sets.Select(Transitions), .. sets.Select(Gains)],
        Legend(groups));

    /// <summary>What covering a clip costs, and how far its tokens have mixed.</summary>
    public Figure Structure() => sets.Length == 0 ? Nothing("structure", "Occlusion and patch similarity by depth") : new Figure(
        "structure", "Occlusion and patch similarity by depth",
        "Above, the accuracy lost when only a small square of each clip is shown. Below, the mean cosine between a clip's tokens.",
        [
            .. sets.Select(set => ByDepth($"Occlusion on {set}", "accuracy lost", "occlusion_drop", set)),
            .. sets.Select(set => ByDepth($"Tokens alike on {set}", "cosine", "patch_similarity", set)),
        ],
        Legend(groups));

    /// <summary>The letters of groups, with their looks.</summary>
    public static IReadOnlyList<LegendLine> Legend(IEnumerable<RunGroup> groups) =>
    [
        .. groups.Select(group => new LegendLine(
            Drawing.Swatch(new(group.Number)), $"{new SeriesStyle(group.Number).Letter}  {group.Label} ({Seeds([group])})")),
    ];

    /// <summary>A partition in few letters: <c>4 x 3</c> for <c>3+3+3+3</c>.</summary>
    public static string Short(string cut)
    {
        string[] layers = cut.Split('+');
        return layers.Length > 2 && layers.Distinct().Count() == 1 ? $"{layers.Length} \u00d7 {layers[0]}" : cut;
    }

    Drawing ByDepth(string title, string axis, string metric, string set) => ChartDrawing.Of(new Chart(title, "depth in layers", axis,
    [
        .. groups.Select(group => new ChartSeries(new(group.Number), Points(group, group.Partition.Blocks, metric, set))),
    ])
    {
        Places = Layers(),
    });

    Drawing Transitions(string set) => ChartDrawing.Of(new Chart($"Alignment on {set}", "depth of the transition", "CKA",
    [
        .. groups.Select(group => new ChartSeries(new(group.Number), Points(group, group.Partition.Blocks - 1, "cka_linear_next", set))),
    ])
    {
        Places = Layers(),
    });

    ChartPoint[] Points(RunGroup group, int blocks, string metric, string set) =>
        [.. Enumerable.Range(0, blocks).Select(k => Point(group.DepthOf(k) + Aside(group), table[group, metric, set, k]))];

    Drawing Gains(string set)
    {
        IReadOnlyList<(double, double)> pairs = table.Transitions(set);
        double r = Correlation.Pearson(pairs);
        string words = double.IsNaN(r) ? "" : FormattableString.Invariant($" (r = {r:0.00}, n = {pairs.Count})").Replace('-', '\u2212');
        return ChartDrawing.Of(new Chart($"Gain by CKA, {set}{words}", "CKA with the next block", "change in mAP",
        [
            .. groups.Select(group => new ChartSeries(
                new(group.Number),
                [
                    .. Enumerable.Range(0, group.Partition.Blocks - 1).Select(k => new ChartPoint(
                        table[group, "cka_linear_next", set, k].Mean, table[group, "map_gain_next", set, k].Mean)),
                ], Joined: false)),
        ]));
    }

    // Groups a little apart, or their error bars would hide each other.
    double Aside(RunGroup group) => (group.Number - ((groups.Count - 1) / 2.0)) * Math.Min(Apart, 0.4 / groups.Count);

    (double X, string Words)[] Layers()
    {
        int depth = groups.Max(group => group.Partition.Layers.Sum());
        int step = (depth + 11) / 12;
        return
        [
            .. Enumerable.Range(1, depth).Where(layer => layer % step == 0)
                .Select(layer => ((double)layer, layer.ToString(CultureInfo.InvariantCulture))),
        ];
    }

    Spread Last(RunGroup group, string metric, string set) => table[group, metric, set, group.Partition.Blocks - 1];

    // Cut anywhere, end-to-end training computes the same: a seed counts once.
    ChartLevel Level(RunGroup[] variant, string metric, string set, int number)
    {
        double OfRun(ReportedRun run) => table.Rows
            .Where(row => row.Run == run.Name && row.Set == set && row.Metric == metric && row.Block == run.Partition.Blocks - 1)
            .Select(row => row.Value).DefaultIfEmpty(double.NaN).First();
        var spread = Spread.Of(variant.SelectMany(group => group.Runs).GroupBy(run => run.Seed).Select(seed => Spread.Of(seed.Select(OfRun)).Mean));
        return new ChartLevel(new(number), spread.Mean, spread.Deviation, Small(number));
    }

    static Figure Nothing(string name, string title) => new(name, title, NotEvaluated, [], []);

    static ChartPoint Point(double x, Spread spread) => new(x, spread.Mean, spread.Deviation);

    static string Small(int number) => new SeriesStyle(number).Letter.ToLowerInvariant();

    static string Seeds(IEnumerable<RunGroup> of)
    {
        int seeds = of.SelectMany(group => group.Runs).Select(run => run.Seed).Distinct().Count();
        return seeds == 1 ? "1 seed" : $"{seeds} seeds";
    }
}
