namespace Actors.Reports.Figures;

/// <summary>How a series looks: a letter, a colour, a mark and a dash, none of which needs the others.</summary>
/// <param name="Number">Number of the series, from 0.</param>
internal readonly record struct SeriesStyle(int Number)
{
    static readonly double[][] Dashes =
        [[], [6, 3], [2, 2], [9, 3, 2, 3], [12, 4], [5, 2, 1, 2, 1, 2], [1, 3]];

    /// <summary>Its colour.</summary>
    public Ink Ink => new(Number);

    /// <summary>Its mark.</summary>
    public Mark Mark => (Mark)(Number % Enum.GetValues<Mark>().Length);

    /// <summary>Lengths of strokes and gaps, in pixels; none for a whole line.</summary>
    public IReadOnlyList<double> Dash => Dashes[Number % Dashes.Length];

    /// <summary>Its letter at the end of its line: A, B, … Z, A1, B1, ….</summary>
    public string Letter => $"{(char)('A' + (Number % 26))}{(Number < 26 ? "" : Number / 26)}";
}
