namespace Actors.Reports.Figures;

/// <summary>Shapes on a sheet; written as SVG for pages and as PNG for slides, with the same geometry.</summary>
/// <param name="Width">Width in pixels.</param>
/// <param name="Height">Height in pixels.</param>
/// <param name="Name">What it shows, for those who cannot see it.</param>
/// <param name="Shapes">What is on it, lowest first.</param>
internal sealed record Drawing(double Width, double Height, string Name, IReadOnlyList<Shape> Shapes)
{
    const double MarkSize = 3.6;

    /// <summary>Several drawings on one sheet, row by row.</summary>
    /// <param name="name">What the sheet shows.</param>
    /// <param name="drawings">The drawings.</param>
    /// <param name="columns">Drawings in a row.</param>
    public static Drawing Sheet(string name, IReadOnlyList<Drawing> drawings, int columns)
    {
        var shapes = new List<Shape>();
        double top = 0;
        double width = 0;
        foreach (Drawing[] row in drawings.Chunk(columns))
        {
            double left = 0;
            foreach (Drawing drawing in row)
            {
                shapes.AddRange(drawing.Shapes.Select(shape => shape.Moved(left, top)));
                left += drawing.Width;
            }

            width = Math.Max(width, left);
            top += row.Max(drawing => drawing.Height);
        }

        return new Drawing(width, top, name, shapes);
    }

    /// <summary>The shapes of a mark.</summary>
    public static IEnumerable<Shape> MarkAt(SeriesStyle style, double x, double y)
    {
        const double r = MarkSize;
        Ink ink = style.Ink;
        return style.Mark switch
        {
            Mark.Disc => [new CircleShape(ink, x, y, r, Filled: true)],
            Mark.Ring => [new CircleShape(ink, x, y, r, Filled: false)],
            Mark.Square => [Polygon(true, (-r, -r), (r, -r), (r, r), (-r, r))],
            Mark.Frame => [Polygon(false, (-r, -r), (r, -r), (r, r), (-r, r))],
            Mark.Triangle => [Polygon(true, (0, -r * 1.2), (r * 1.1, r * 0.9), (-r * 1.1, r * 0.9))],
            Mark.Wedge => [Polygon(true, (0, r * 1.2), (r * 1.1, -r * 0.9), (-r * 1.1, -r * 0.9))],
            Mark.Diamond => [Polygon(true, (0, -r * 1.3), (r * 1.3, 0), (0, r * 1.3), (-r * 1.3, 0))],
            Mark.Cross => [Stroke(-r, -r, r, r), Stroke(-r, r, r, -r)],
            _ => [Stroke(-r * 1.2, 0, r * 1.2, 0), Stroke(0, -r * 1.2, 0, r * 1.2)],
        };

        Shape Polygon(bool filled, params (double X, double Y)[] points) =>
            new AreaShape(ink, [.. points.Select(point => (x + point.X, y + point.Y))], filled);
        Shape Stroke(double x1, double y1, double x2, double y2) => new LineShape(ink, [(x + x1, y + y1), (x + x2, y + y2)], 1.8);
    }

    /// <summary>A line of a legend: a stretch of the series' line with its mark on it.</summary>
    public static Drawing Swatch(SeriesStyle style) => new(
        34, 14, "", [new LineShape(style.Ink, [(1, 7), (33, 7)], 1.8) { Dash = style.Dash }, .. MarkAt(style, 17, 7)]);
}
