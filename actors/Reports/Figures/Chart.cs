namespace Actors.Reports.Figures;

/// <summary>A chart of points and lines.</summary>
/// <param name="Title">What it shows.</param>
/// <param name="XName">What goes to the right.</param>
/// <param name="YName">What goes up.</param>
/// <param name="Series">Its series, each with a style of its own.</param>
internal sealed record Chart(string Title, string XName, string YName, IReadOnlyList<ChartSeries> Series)
{
    /// <summary>Values across the whole width.</summary>
    public IReadOnlyList<ChartLevel> Levels { get; init; } = [];

    /// <summary>Words at places of the horizontal axis; empty puts numbers there.</summary>
    public IReadOnlyList<(double X, string Words)> Places { get; init; } = [];

    /// <summary>The values that the vertical axis has to hold besides its own, so that charts of one figure can be compared.</summary>
    public IReadOnlyList<double> AlsoY { get; init; } = [];

    /// <summary>Whether the vertical axis begins at 0.</summary>
    public bool FromZero { get; init; }
}

/// <summary>Points of one kind.</summary>
/// <param name="Style">How they look.</param>
/// <param name="Points">The points, from left to right.</param>
/// <param name="Joined">Whether a line joins them.</param>
/// <param name="Label">Words at the end of its line; null for the style's letter.</param>
internal sealed record ChartSeries(SeriesStyle Style, IReadOnlyList<ChartPoint> Points, bool Joined = true, string? Label = null)
{
    /// <summary>Whether marks stand at the points; lines of many points do without, save for one at their end.</summary>
    public bool Marked { get; init; } = true;
}

/// <summary>A value with the spread of it.</summary>
/// <param name="X">Its place.</param>
/// <param name="Y">The value.</param>
/// <param name="Error">Half the length of its error bar; NaN for none.</param>
internal readonly record struct ChartPoint(double X, double Y, double Error = double.NaN);

/// <summary>A value across the whole width of a chart.</summary>
/// <param name="Style">How its line looks.</param>
/// <param name="Value">The value.</param>
/// <param name="Error">Half the width of the stretch around it; NaN for none.</param>
/// <param name="Label">Words at the end of its line.</param>
internal readonly record struct ChartLevel(SeriesStyle Style, double Value, double Error, string Label);
