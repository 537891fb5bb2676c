using System.Globalization;
using Actors.Reports.Figures;

namespace Actors.Reports;

/// <summary>How the runs of a report went: losses, throughput, ages, states.</summary>
internal sealed class TrainingFigures(IReadOnlyList<RunGroup> groups, ReportTable table)
{
    const string NotEnded = "No run here has ended, so there is nothing to show.";

    static readonly (string Metric, string Words, SeriesStyle Style, BarFill Fill)[] States =
    [
        ("computing_s", "computing", new(0), BarFill.Whole),
        ("starved_s", "starved: waiting for an activation", new(1), BarFill.Slanted),
        ("blocked_s", "blocked: holding an output without credit", new(6), BarFill.Open),
    ];

    /// <summary>All of them.</summary>
    public IReadOnlyList<Figure> All() => [Curves(), Throughput(), Ages(), StateTimes()];

    /// <summary>Each block's loss over the batches.</summary>
    public Figure Curves()
    {
        (RunGroup Group, ChartSeries[] Series)[] curves = [.. groups.Select(group => (group, CurvesOf(group))).Where(pair => pair.Item2.Length > 0)];
        double[] all = [.. curves.SelectMany(pair => pair.Series).SelectMany(series => series.Points).Select(point => point.Y).Where(double.IsFinite)];
        return new Figure(
            "curves", "Training curves",
            curves.Length == 0 ? "No run here has a steps.jsonl, so there is nothing to show."
                : $"Each block's own loss, mean over the seeds and over {LossCurve.Stretches} stretches of the run; the number is the block's. "
                    + "End to end, there is one loss, the last block's.",
            [
                .. curves.Select(pair => ChartDrawing.Of(
                    new Chart(Title(pair.Group), "batch", "loss", pair.Series) { AlsoY = all })),
            ],
            [
                .. Enumerable.Range(0, curves.Select(pair => pair.Group.Partition.Blocks).DefaultIfEmpty(0).Max())
                    .Select(k => new LegendLine(Drawing.Swatch(new(k)), string.Create(CultureInfo.InvariantCulture, $"block {k}"))),
            ]);
    }

    /// <summary>Clips a second, and updates of the last block.</summary>
    public Figure Throughput() => new(
        "throughput", "Throughput",
        Ended.Length == 0 ? NotEnded
            : "Clips through the last block in a second, and the updates it made: what is dropped on the way makes none. "
                + "Line: one sample standard deviation.",
        Ended.Length == 0 ? [] :
        [
            Bars("Clips a second", "clips/s", group => table[group, "clips_per_second"]),
            Bars("Updates of the last block", "updates", group => table[group, "updates", "", group.Partition.Blocks - 1]),
        ],
        []);

    /// <summary>How old activations are when they are used.</summary>
    public Figure Ages()
    {
        bool drops = Ended.Any(group => Enumerable.Range(0, group.Partition.Blocks).Any(k => table[group, "dropped", "", k].Mean > 0));
        return new Figure(
            "age", "Age of activations",
            Ended.Length == 0 ? NotEnded
                : "Updates that the producer has made since it produced what a block uses: mean over a run. Block 0 reads from the loader.",
            Ended.Length == 0 ? [] :
            [
                PerBlock("Mean age at use", "updates", "mean_age"), PerBlock("Largest age at use", "updates", "max_age"),
                .. drops ? (Drawing[])[PerBlock("Activations dropped before the block", "activations", "dropped")] : [],
            ],
            PaperFigures.Legend(Ended));
    }

    /// <summary>Where each block's time went.</summary>
    public Figure StateTimes() => new(
        "states", "Time of each block by state",
        Ended.Length == 0 ? NotEnded : "Share of the seconds a block was computing, starved and blocked; mean over the seeds.",
        [.. Ended.Select(StatesOf)],
        Ended.Length == 0 ? [] : [.. States.Select(state => new LegendLine(BarDrawing.Swatch(state.Style, state.Fill), state.Words))]);

    RunGroup[] Ended { get; } = [.. groups.Where(group => group.Runs.Any(run => run.Summary is not null))];

    static ChartSeries[] CurvesOf(RunGroup group)
    {
        long stretch = LossCurve.Stretch(group.Runs[0].Steps);
        return
        [
            .. Enumerable.Range(0, group.Partition.Blocks).Where(k => group.Regime != "e2e" || k == group.Partition.Blocks - 1).Select(k => new ChartSeries(
                new(k),
                [
                    .. Enumerable.Range(0, group.Runs[0].Curves[k].Loss.Count).Select(i => new ChartPoint(
                        ((i + 0.5) * stretch) - 0.5, Spread.Of(group.Runs.Select(run => run.Curves[k].Loss[i])).Mean))
                        .Where(point => double.IsFinite(point.Y)),
                ], Label: k.ToString(CultureInfo.InvariantCulture)) { Marked = false }).Where(series => series.Points.Count > 0),
        ];
    }

    Drawing Bars(string title, string axis, Func<RunGroup, Spread> of) => BarDrawing.Of(new BarChart(title, axis,
    [
        .. Ended.Select(group =>
        {
            Spread spread = of(group);
            return new BarRow(Title(group), [new BarPart(new(group.Number), BarFill.Whole, spread.Mean)], Numbers.Figure(spread.Mean), spread.Deviation);
        }),
    ]));

    Drawing PerBlock(string title, string axis, string metric) => ChartDrawing.Of(new Chart(title, "block", axis,
    [
        .. Ended.Select(group => new ChartSeries(
            new(group.Number),
            [
                .. Enumerable.Range(0, group.Partition.Blocks).Select(k =>
                {
                    Spread spread = table[group, metric, "", k];
                    return new ChartPoint(k, spread.Mean, spread.Deviation);
                }),
            ])),
    ])
    {
        FromZero = true,
        Places = [.. Enumerable.Range(0, Ended.Max(group => group.Partition.Blocks)).Select(k => ((double)k, k.ToString(CultureInfo.InvariantCulture)))],
    });

    Drawing StatesOf(RunGroup group) => BarDrawing.Of(new BarChart(Title(group), "% of the block's time",
    [
        .. Enumerable.Range(0, group.Partition.Blocks).Select(k =>
        {
            double[] seconds = [.. States.Select(state => table[group, state.Metric, "", k].Mean)];
            double all = seconds.Sum();
            double[] shares = [.. seconds.Select(part => all > 0 ? 100 * part / all : 0)];
            return new BarRow(
                string.Create(CultureInfo.InvariantCulture, $"block {k}"), [.. States.Select((state, i) => new BarPart(state.Style, state.Fill, shares[i]))],
                string.Join('/', shares.Select(share => share.ToString("0", CultureInfo.InvariantCulture))));
        }),
    ]));

    static string Title(RunGroup group) => $"{new SeriesStyle(group.Number).Letter}  {group.Label}";
}
