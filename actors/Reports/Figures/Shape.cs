namespace Actors.Reports.Figures;

/// <summary>One thing on a drawing, in pixels from its upper left corner.</summary>
/// <param name="Ink">What it is drawn in.</param>
internal abstract record Shape(Ink Ink)
{
    /// <summary>The same thing elsewhere.</summary>
    public abstract Shape Moved(double x, double y);
}

/// <summary>A line through points.</summary>
internal sealed record LineShape(Ink Ink, IReadOnlyList<(double X, double Y)> Points, double Width = 1) : Shape(Ink)
{
    /// <summary>Lengths of strokes and gaps; none for a whole line.</summary>
    public IReadOnlyList<double> Dash { get; init; } = [];

    /// <inheritdoc/>
    public override Shape Moved(double x, double y) => this with { Points = [.. Points.Select(point => (point.X + x, point.Y + y))] };
}

/// <summary>A polygon: filled, or its outline only.</summary>
internal sealed record AreaShape(Ink Ink, IReadOnlyList<(double X, double Y)> Points, bool Filled) : Shape(Ink)
{
    /// <inheritdoc/>
    public override Shape Moved(double x, double y) => this with { Points = [.. Points.Select(point => (point.X + x, point.Y + y))] };
}

/// <summary>A circle: filled, or its outline only.</summary>
internal sealed record CircleShape(Ink Ink, double X, double Y, double Radius, bool Filled) : Shape(Ink)
{
    /// <inheritdoc/>
    public override Shape Moved(double x, double y) => this with { X = X + x, Y = Y + y };
}

/// <summary>A line of words.</summary>
/// <param name="Ink">What it is drawn in.</param>
/// <param name="X">Its anchor.</param>
/// <param name="Y">Its base line.</param>
/// <param name="Words">The words.</param>
/// <param name="Anchor">What stands at <paramref name="X"/>.</param>
/// <param name="Size">Height of the letters.</param>
internal sealed record TextShape(Ink Ink, double X, double Y, string Words, TextAnchor Anchor = TextAnchor.Start, double Size = 11) : Shape(Ink)
{
    /// <inheritdoc/>
    public override Shape Moved(double x, double y) => this with { X = X + x, Y = Y + y };
}

/// <summary>The part of a line of words that stands at its anchor.</summary>
internal enum TextAnchor
{
    /// <summary>Its beginning.</summary>
    Start,

    /// <summary>Its middle.</summary>
    Middle,

    /// <summary>Its end.</summary>
    End,
}
