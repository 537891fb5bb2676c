namespace Actors.Reports.Figures;

/// <summary>What stands at a point: with the dash of the line, it tells series apart where colours don't.</summary>
internal enum Mark
{
    /// <summary>A filled circle.</summary>
    Disc,

    /// <summary>A filled square.</summary>
    Square,

    /// <summary>A filled triangle on its base.</summary>
    Triangle,

    /// <summary>A filled square on its corner.</summary>
    Diamond,

    /// <summary>A diagonal cross.</summary>
    Cross,

    /// <summary>An open circle.</summary>
    Ring,

    /// <summary>A filled triangle on its tip.</summary>
    Wedge,

    /// <summary>An open square.</summary>
    Frame,

    /// <summary>An upright cross.</summary>
    Plus,
}
