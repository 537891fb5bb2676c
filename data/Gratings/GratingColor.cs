namespace Actors.Data.Gratings;

/// <summary>What a grey grating is multiplied with to give its three channels.</summary>
/// <param name="Name">The colour's name.</param>
/// <param name="Red">Factor of red.</param>
/// <param name="Green">Factor of green.</param>
/// <param name="Blue">Factor of blue.</param>
public sealed record GratingColor(string Name, float Red, float Green, float Blue)
{
    /// <summary>The colours of the sets, in their order; the double gratings use the first four.</summary>
    public static IReadOnlyList<GratingColor> All { get; } =
        [new("gray", 1, 1, 1), new("red", 1, 0, 0), new("green", 0, 1, 0), new("blue", 0, 0, 1), new("orange", 1, 0.5f, 0)];
}
