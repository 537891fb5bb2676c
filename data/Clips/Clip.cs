namespace Actors.Data.Clips;

/// <summary>One sample: its frames, its class and its name.</summary>
/// <param name="Geometry">Its size.</param>
/// <param name="Pixels">8-bit RGB <c>[3, frames, height, width]</c>.</param>
/// <param name="Label">Index of its class.</param>
/// <param name="Name">The sample's name within its source, such as a file's relative path.</param>
public sealed record Clip(ClipGeometry Geometry, byte[] Pixels, int Label, string Name)
{
    /// <summary>One plane <c>[height, width]</c> of the clip.</summary>
    /// <param name="channel">0 red, 1 green, 2 blue.</param>
    /// <param name="frame">Number of the frame, from 0.</param>
    public Span<byte> Plane(int channel, int frame)
    {
        int plane = Geometry.Size * Geometry.Size;
        return Pixels.AsSpan((channel * Geometry.Frames + frame) * plane, plane);
    }

    /// <summary>An all-black clip to be filled.</summary>
    public static Clip Black(ClipGeometry geometry, int label, string name) => new(geometry, new byte[geometry.ClipBytes], label, name);
}
