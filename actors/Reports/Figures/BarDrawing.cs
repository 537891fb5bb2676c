namespace Actors.Reports.Figures;

/// <summary>Draws a chart of bars, as wide as the other charts.</summary>
internal static class BarDrawing
{
    const double Left = 10;
    const double Right = ChartDrawing.Width - 62;
    const double Top = 30;
    const double RowHeight = 31;
    const double BarHeight = 11;
    const double Spacing = 5;
    const double Cap = 3;

    /// <summary>The chart on a sheet, as high as its rows need.</summary>
    public static Drawing Of(BarChart chart)
    {
        double bottom = Top + (chart.Rows.Count * RowHeight);
        Scale x = new(chart.Rows.Select(row => row.Parts.Sum(part => part.Length) + (double.IsFinite(row.Error) ? row.Error : 0)), Left, Right, fromZero: true);
        var shapes = new List<Shape> { new TextShape(Ink.Text, 8, 16, chart.Title, Size: 12.5) };
        foreach ((double value, string words) in x.Ticks())
        {
            shapes.Add(new LineShape(Ink.Grid, [(x.Pixel(value), Top), (x.Pixel(value), bottom)]));
            shapes.Add(new TextShape(Ink.Faint, x.Pixel(value), bottom + 14, words, TextAnchor.Middle));
        }

        for (int i = 0; i < chart.Rows.Count; i++)
        {
            Row(chart.Rows[i], x, Top + (i * RowHeight), shapes);
        }

        shapes.Add(new TextShape(Ink.Faint, (Left + Right) / 2, bottom + 30, chart.XName, TextAnchor.Middle));
        return new Drawing(ChartDrawing.Width, bottom + 40, $"{chart.Title}: {chart.XName}", shapes);
    }

    /// <summary>A line of a legend.</summary>
    public static Drawing Swatch(SeriesStyle style, BarFill fill) => new(34, 14, "", [.. Box(style, fill, 2, 2, 30, 10)]);

    static void Row(BarRow row, Scale x, double top, List<Shape> shapes)
    {
        shapes.Add(new TextShape(Ink.Text, Left, top + 11, row.Words));
        double y = top + 15;
        double start = 0;
        foreach (BarPart part in row.Parts)
        {
            double width = x.Pixel(start + part.Length) - x.Pixel(start);
            if (width > 0.3)
            {
                shapes.AddRange(Box(part.Style, part.Fill, x.Pixel(start), y, width, BarHeight));
            }

            start += part.Length;
        }

        double end = x.Pixel(start);
        if (double.IsFinite(row.Error) && row.Error > 0)
        {
            double middle = y + (BarHeight / 2);
            double low = x.Pixel(Math.Max(0, start - row.Error));
            double high = x.Pixel(start + row.Error);
            shapes.Add(new LineShape(Ink.Text, [(low, middle), (high, middle)]));
            shapes.Add(new LineShape(Ink.Text, [(low, middle - Cap), (low, middle + Cap)]));
            shapes.Add(new LineShape(Ink.Text, [(high, middle - Cap), (high, middle + Cap)]));
            end = high;
        }

        shapes.Add(new TextShape(Ink.Text, end + 5, y + BarHeight - 1, row.Value, Size: 10));
    }

    static IEnumerable<Shape> Box(SeriesStyle style, BarFill fill, double left, double top, double width, double height)
    {
        (double X, double Y)[] corners = [(left, top), (left + width, top), (left + width, top + height), (left, top + height)];
        yield return new AreaShape(style.Ink, corners, fill == BarFill.Whole);
        double right = left + width;
        double bottom = top + height;
        for (double sum = left + top + Spacing; fill == BarFill.Slanted && sum < right + bottom; sum += Spacing)
        {
            // The line x + y = sum, as far as it lies in the box.
            double startX = Math.Max(left, sum - bottom);
            double endX = Math.Min(right, sum - top);
            yield return new LineShape(style.Ink, [(startX, sum - startX), (endX, sum - endX)]);
        }
    }
}
