namespace Actors.Reports.Figures;

/// <summary>The part a colour plays; light, dark and print choose the colour.</summary>
/// <param name="Series">Number of the series; negative for text and lines of the chart itself.</param>
internal readonly record struct Ink(int Series)
{
    /// <summary>Colours there are for series; later ones begin again, with other marks and dashes.</summary>
    public const int Colors = 8;

    /// <summary>Words.</summary>
    public static Ink Text { get; } = new(-1);

    /// <summary>Words and lines that step back.</summary>
    public static Ink Faint { get; } = new(-2);

    /// <summary>Lines of the grid.</summary>
    public static Ink Grid { get; } = new(-3);

    /// <summary>The paper.</summary>
    public static Ink Paper { get; } = new(-4);

    /// <summary>Every part with its name in style sheets, its colour on white and its colour on black.</summary>
    /// <remarks>The series' hues are those of Okabe and Ito, told apart by most colour-blind readers; on white they are darkened.</remarks>
    public static IReadOnlyList<(Ink Ink, string Name, string Light, string Dark)> All { get; } =
    [
        (Text, "text", "#1b1b1b", "#ececec"),
        (Faint, "faint", "#5f5f5f", "#a8a8a8"),
        (Grid, "grid", "#dcdcdc", "#3d3d3d"),
        (Paper, "paper", "#ffffff", "#161616"),
        (new(0), "s0", "#0072b2", "#56b4e9"),
        (new(1), "s1", "#c24e00", "#ff9a57"),
        (new(2), "s2", "#00785a", "#3dd6a8"),
        (new(3), "s3", "#a23b82", "#f0a3d0"),
        (new(4), "s4", "#7d6400", "#e6c84b"),
        (new(5), "s5", "#3f51b5", "#a8b7ff"),
        (new(6), "s6", "#555555", "#bdbdbd"),
        (new(7), "s7", "#a11c1c", "#ff8a8a"),
    ];

    /// <summary>The entry of <see cref="All"/>.</summary>
    public (Ink Ink, string Name, string Light, string Dark) Entry
    {
        get
        {
            Ink self = Series < 0 ? this : new Ink(Series % Colors);
            return All.Single(entry => entry.Ink == self);
        }
    }
}
