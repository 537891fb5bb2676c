namespace Actors.Reports.Figures;

/// <summary>Draws a chart, 360 pixels wide: as wide as a phone, so that its words stay readable there.</summary>
internal static class ChartDrawing
{
    /// <summary>Width of every chart.</summary>
    public const double Width = 360;

    const double Height = 270;
    const double Left = 52;
    const double Right = Width - 30;
    const double Top = 40;
    const double Bottom = Height - 42;
    const double LetterHeight = 11;
    const double Near = 50;
    const double Cap = 3;

    /// <summary>The chart on a sheet.</summary>
    public static Drawing Of(Chart chart)
    {
        Scale x = new(chart.Series.SelectMany(series => series.Points.Select(point => point.X)).Concat(chart.Places.Select(place => place.X)), Left, Right);
        Scale y = new(YValues(chart), Bottom, Top, chart.FromZero);
        var shapes = new List<Shape> { new TextShape(Ink.Text, 8, 16, chart.Title, Size: 12.5) };
        Axes(chart, x, y, shapes);
        foreach (ChartLevel level in chart.Levels.Where(level => double.IsFinite(level.Value)))
        {
            shapes.Add(new LineShape(level.Style.Ink, [(Left, y.Pixel(level.Value)), (Right, y.Pixel(level.Value))], 1.6) { Dash = level.Style.Dash });
            foreach (double edge in double.IsFinite(level.Error) ? (double[])[level.Value - level.Error, level.Value + level.Error] : [])
            {
                shapes.Add(new LineShape(level.Style.Ink, [(Left, y.Pixel(edge)), (Right, y.Pixel(edge))], 0.5) { Dash = [1, 3] });
            }
        }

        foreach (ChartSeries series in chart.Series)
        {
            shapes.AddRange(Of(series, x, y));
        }

        shapes.AddRange(Letters(chart, x, y));
        return new Drawing(Width, Height, $"{chart.Title}: {chart.YName} by {chart.XName}", shapes);
    }

    static IEnumerable<double> YValues(Chart chart) => chart.Series
        .SelectMany(series => series.Points.SelectMany(point => Around(point.Y, point.Error)))
        .Concat(chart.Levels.SelectMany(level => Around(level.Value, level.Error)))
        .Concat(chart.AlsoY);

    static double[] Around(double value, double error) => double.IsFinite(error) ? [value - error, value + error] : [value];

    static void Axes(Chart chart, Scale x, Scale y, List<Shape> shapes)
    {
        foreach ((double value, string words) in y.Ticks())
        {
            double at = y.Pixel(value);
            shapes.Add(new LineShape(Ink.Grid, [(Left, at), (Right, at)]));
            shapes.Add(new TextShape(Ink.Faint, Left - 5, at + 4, words, TextAnchor.End));
        }

        foreach ((double value, string words) in chart.Places.Count > 0 ? chart.Places : x.Ticks())
        {
            double at = x.Pixel(value);
            shapes.Add(new LineShape(Ink.Faint, [(at, Bottom), (at, Bottom + 4)]));
            shapes.Add(new TextShape(Ink.Faint, at, Bottom + 16, words, TextAnchor.Middle));
        }

        shapes.Add(new LineShape(Ink.Faint, [(Left, Top - 4), (Left, Bottom), (Right, Bottom)]));
        shapes.Add(new TextShape(Ink.Faint, (Left + Right) / 2, Height - 10, chart.XName, TextAnchor.Middle));
        shapes.Add(new TextShape(Ink.Faint, 8, 30, chart.YName, Size: 10));
    }

    static IEnumerable<Shape> Of(ChartSeries series, Scale x, Scale y)
    {
        ChartPoint[] points = [.. series.Points.Where(point => double.IsFinite(point.Y))];
        if (series.Joined && points.Length > 1)
        {
            yield return new LineShape(series.Style.Ink, [.. points.Select(point => (x.Pixel(point.X), y.Pixel(point.Y)))], 1.6) { Dash = series.Style.Dash };
        }

        for (int i = 0; i < points.Length; i++)
        {
            ChartPoint point = points[i];
            double across = x.Pixel(point.X);
            if (double.IsFinite(point.Error) && point.Error > 0)
            {
                double low = y.Pixel(point.Y - point.Error);
                double high = y.Pixel(point.Y + point.Error);
                yield return new LineShape(series.Style.Ink, [(across, low), (across, high)]);
                yield return new LineShape(series.Style.Ink, [(across - Cap, low), (across + Cap, low)]);
                yield return new LineShape(series.Style.Ink, [(across - Cap, high), (across + Cap, high)]);
            }

            foreach (Shape shape in series.Marked || i == points.Length - 1 ? Drawing.MarkAt(series.Style, across, y.Pixel(point.Y)) : [])
            {
                yield return shape;
            }
        }
    }

    // A letter beside the end of each line, or in the margin when that is near; those that would lie on each other are moved apart.
    static IEnumerable<Shape> Letters(Chart chart, Scale x, Scale y)
    {
        (double X, double Y, SeriesStyle Style, string Words)[] ends =
        [
            .. chart.Series.Where(series => series.Joined || series.Label is not null)
                .Select(series => (series, last: series.Points.LastOrDefault(point => double.IsFinite(point.Y), new ChartPoint(0, double.NaN))))
                .Where(end => double.IsFinite(end.last.Y))
                .Select(end => (x.Pixel(end.last.X) + 8, y.Pixel(end.last.Y) + 4, end.series.Style, end.series.Label ?? end.series.Style.Letter)),
            .. chart.Levels.Where(level => double.IsFinite(level.Value)).Select(level => (Right + 8, y.Pixel(level.Value) + 4, level.Style, level.Label)),
        ];
        foreach (var column in ends.GroupBy(end => end.X > Right - Near ? Right + 8 : end.X))
        {
            double below = Bottom + 4;
            var placed = column.OrderByDescending(end => end.Y).ToArray();
            double[] heights = new double[placed.Length];
            for (int i = 0; i < placed.Length; i++)
            {
                heights[i] = Math.Min(placed[i].Y, below);
                below = heights[i] - LetterHeight;
            }

            // Pushed out above the frame: the whole column comes down again.
            double over = Math.Max(0, Top - heights[^1]);
            for (int i = 0; i < placed.Length; i++)
            {
                yield return new TextShape(placed[i].Style.Ink, column.Key, heights[i] + over, placed[i].Words, Size: 11);
            }
        }
    }
}
