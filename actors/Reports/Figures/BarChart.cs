namespace Actors.Reports.Figures;

/// <summary>A chart of bars that lie, each under its words, cut into parts.</summary>
/// <param name="Title">What it shows.</param>
/// <param name="XName">What goes to the right.</param>
/// <param name="Rows">The bars, uppermost first.</param>
internal sealed record BarChart(string Title, string XName, IReadOnlyList<BarRow> Rows);

/// <summary>A bar.</summary>
/// <param name="Words">What it is of.</param>
/// <param name="Parts">Lengths of its parts, and how each is filled.</param>
/// <param name="Value">Words behind its end.</param>
/// <param name="Error">Half the length of its error bar; NaN for none.</param>
internal sealed record BarRow(string Words, IReadOnlyList<BarPart> Parts, string Value, double Error = double.NaN);

/// <summary>A part of a bar.</summary>
/// <param name="Style">Its colour.</param>
/// <param name="Fill">Its filling.</param>
/// <param name="Length">Its length.</param>
internal readonly record struct BarPart(SeriesStyle Style, BarFill Fill, double Length);

/// <summary>How a part of a bar is filled: told apart without colour.</summary>
internal enum BarFill
{
    /// <summary>Whole.</summary>
    Whole,

    /// <summary>Slanted lines.</summary>
    Slanted,

    /// <summary>Nothing but the outline.</summary>
    Open,
}
