using SkiaSharp;

namespace Actors.Reports.Figures;

/// <summary>Writes drawings as PNG, on white. The letters come from a font in the assembly, so that a machine without fonts draws the same.</summary>
internal static class PngWriter
{
    const float Scale = 2;

    static readonly Lazy<SKTypeface> Letters = new(() =>
    {
        using Stream font = typeof(PngWriter).Assembly.GetManifestResourceStream("DejaVuSans.subset.ttf")!;
        return SKTypeface.FromStream(font);
    });

    /// <summary>The file's bytes; two pixels for each of the drawing's.</summary>
    public static byte[] Bytes(Drawing drawing)
    {
        using var bitmap = new SKBitmap((int)Math.Ceiling(drawing.Width * Scale), (int)Math.Ceiling(drawing.Height * Scale));
        using var canvas = new SKCanvas(bitmap);
        canvas.Clear(SKColor.Parse(Ink.Paper.Entry.Light));
        canvas.Scale(Scale);
        foreach (Shape shape in drawing.Shapes)
        {
            Draw(canvas, shape);
        }

        canvas.Flush();
        using SKData data = bitmap.Encode(SKEncodedImageFormat.Png, 100);
        return data.ToArray();
    }

    static void Draw(SKCanvas canvas, Shape shape)
    {
        using var paint = new SKPaint { Color = SKColor.Parse(shape.Ink.Entry.Light), IsAntialias = true, StrokeWidth = 1 };
        switch (shape)
        {
            case LineShape line:
                paint.Style = SKPaintStyle.Stroke;
                paint.StrokeWidth = (float)line.Width;
                using (SKPathEffect? dash = line.Dash.Count == 0 ? null : SKPathEffect.CreateDash([.. line.Dash.Select(length => (float)length)], 0))
                using (SKPath path = Path(line.Points, close: false))
                {
                    paint.PathEffect = dash;
                    canvas.DrawPath(path, paint);
                }

                break;
            case AreaShape area:
                paint.Style = area.Filled ? SKPaintStyle.Fill : SKPaintStyle.Stroke;
                using (SKPath path = Path(area.Points, close: true))
                {
                    canvas.DrawPath(path, paint);
                }

                break;
            case CircleShape circle:
                paint.Style = circle.Filled ? SKPaintStyle.Fill : SKPaintStyle.Stroke;
                canvas.DrawCircle((float)circle.X, (float)circle.Y, (float)circle.Radius, paint);
                break;
            case TextShape words:
                paint.Typeface = Letters.Value;
                paint.TextSize = (float)words.Size;
                paint.TextAlign = words.Anchor switch
                {
                    TextAnchor.Middle => SKTextAlign.Center,
                    TextAnchor.End => SKTextAlign.Right,
                    _ => SKTextAlign.Left,
                };
                canvas.DrawText(words.Words, (float)words.X, (float)words.Y, paint);
                break;
            default:
                throw new ArgumentException($"There is no picture of {shape.GetType().Name}.", nameof(shape));
        }
    }

    // A dash effect counts along a contour: every line is one.
    static SKPath Path(IReadOnlyList<(double X, double Y)> points, bool close)
    {
        var path = new SKPath();
        path.AddPoly([.. points.Select(point => new SKPoint((float)point.X, (float)point.Y))], close);
        return path;
    }
}
