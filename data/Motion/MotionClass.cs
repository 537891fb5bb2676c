namespace Actors.Data.Motion;

/// <summary>A class of generated clips: how everything in them moves.</summary>
/// <param name="Name">Its name.</param>
/// <param name="X">Direction to the right: -1, 0 or 1.</param>
/// <param name="Y">Direction downwards: -1, 0 or 1.</param>
/// <param name="Fast">Whether it goes at least half a frame's width during the clip; if not, at most 0.3 of it.</param>
/// <param name="Turn">1 clockwise, -1 counter-clockwise, 0 not at all.</param>
/// <param name="Zoom">1 growing, -1 shrinking, 0 neither.</param>
public sealed record MotionClass(string Name, int X, int Y, bool Fast, int Turn, int Zoom)
{
    /// <summary>The classes by label.</summary>
    public static IReadOnlyList<MotionClass> All { get; } =
    [
        new("left-slow", -1, 0, false, 0, 0),
        new("left-fast", -1, 0, true, 0, 0),
        new("right-slow", 1, 0, false, 0, 0),
        new("right-fast", 1, 0, true, 0, 0),
        new("up-slow", 0, -1, false, 0, 0),
        new("up-fast", 0, -1, true, 0, 0),
        new("down-slow", 0, 1, false, 0, 0),
        new("down-fast", 0, 1, true, 0, 0),
        new("rotate-clockwise", 0, 0, false, 1, 0),
        new("rotate-counterclockwise", 0, 0, false, -1, 0),
        new("zoom-in", 0, 0, false, 0, 1),
        new("zoom-out", 0, 0, false, 0, -1),
    ];
}
