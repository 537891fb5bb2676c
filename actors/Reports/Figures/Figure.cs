namespace Actors.Reports.Figures;

/// <summary>A figure of a report.</summary>
/// <param name="Name">Its name in file names and anchors.</param>
/// <param name="Title">Its title.</param>
/// <param name="Caption">How to read it.</param>
/// <param name="Panels">Its charts.</param>
/// <param name="Legend">What its styles mean.</param>
internal sealed record Figure(string Name, string Title, string Caption, IReadOnlyList<Drawing> Panels, IReadOnlyList<LegendLine> Legend)
{
    const int Columns = 3;
    const double LegendRow = 18;

    /// <summary>The whole figure on one sheet, title and legend included.</summary>
    public Drawing Sheet()
    {
        Drawing charts = Drawing.Sheet(Title, Panels, Columns);
        List<Shape> shapes = [new TextShape(Ink.Text, 8, 22, Title, Size: 16), .. charts.Shapes.Select(shape => shape.Moved(0, 34))];
        double top = 34 + charts.Height + 6;
        foreach (LegendLine line in Legend)
        {
            shapes.AddRange(line.Swatch.Shapes.Select(shape => shape.Moved(8, top)));
            shapes.Add(new TextShape(Ink.Text, 50, top + 11, line.Words));
            top += LegendRow;
        }

        return new Drawing(charts.Width, top + 8, $"{Title}. {Caption}", shapes);
    }
}

/// <summary>A line of a legend.</summary>
/// <param name="Swatch">What stands in the charts.</param>
/// <param name="Words">What it means.</param>
internal sealed record LegendLine(Drawing Swatch, string Words);
