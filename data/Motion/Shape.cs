namespace Actors.Data.Motion;

/// <summary>The outline of a moving object.</summary>
enum Shape
{
    Disc,
    Square,
    Triangle,
    Ring,
    Cross,
    HalfDisc,
}
