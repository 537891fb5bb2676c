namespace Actors.Data.Motion;

/// <summary>The pattern on a moving object.</summary>
enum Texture
{
    Stripes,
    Rings,
    Checks,
    Ramp,
}
