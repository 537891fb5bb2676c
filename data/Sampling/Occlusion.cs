using Actors.Data.Clips;
using Actors.Data.Randomness;

namespace Actors.Data.Sampling;

/// <summary>Leaves little of a clip to see: one square, or one in each half, the same in every frame.</summary>
/// <remarks>
/// The occlusion of arXiv 2601.09040: a square of an eighth of the frame's side (16 of 128 pixels), on a grid of such squares; all else gets
/// one colour. Where they lie is a function of (seed, sample).
/// </remarks>
public static class Occlusion
{
    const int SquaresPerSide = 8;

    /// <summary>What a grating's zero is in 8 bits.</summary>
    public static (byte Red, byte Green, byte Blue) Grey { get; } = (128, 128, 128);

    /// <summary>ImageNet's mean colour, which the model reads as zero.</summary>
    public static (byte Red, byte Green, byte Blue) MeanColor { get; } = (124, 116, 104);

    /// <summary>Side of a square in a clip, in pixels.</summary>
    public static int SideOf(ClipGeometry geometry) => Math.Max(1, geometry.Size / SquaresPerSide);

    /// <summary>The corners that a sample's squares have.</summary>
    /// <param name="geometry">Size of the clip.</param>
    /// <param name="halves">Whether there is a square in the left and one in the right half, or one anywhere.</param>
    /// <param name="seed">Seed of the draw.</param>
    /// <param name="sample">Number of the clip.</param>
    /// <returns>Row and column of each square's first pixel.</returns>
    public static IReadOnlyList<(int Row, int Column)> Corners(ClipGeometry geometry, bool halves, long seed, long sample)
    {
        int side = SideOf(geometry);
        int places = geometry.Size / side;
        int middle = geometry.Size / 2;
        var random = new KeyedRandom(seed, 0, sample, RandomPurpose.Occlusion);
        if (!halves)
        {
            return [(side * random.NextInt(places), side * random.NextInt(places))];
        }

        int left = middle / side;
        int firstRight = (middle + side - 1) / side;
        return
        [
            (side * random.NextInt(places), side * random.NextInt(left)),
            (side * random.NextInt(places), side * (firstRight + random.NextInt(places - firstRight))),
        ];
    }

    /// <summary>The clip with nothing to see but its squares.</summary>
    /// <param name="clip">The clip; it is left as it is.</param>
    /// <param name="corners">First pixels of the squares, as <see cref="Corners"/> draws them.</param>
    /// <param name="fill">Colour of all else.</param>
    public static Clip Apply(Clip clip, IReadOnlyList<(int Row, int Column)> corners, (byte Red, byte Green, byte Blue) fill)
    {
        ClipGeometry geometry = clip.Geometry;
        var covered = Clip.Black(geometry, clip.Label, clip.Name);
        ReadOnlySpan<byte> colors = [fill.Red, fill.Green, fill.Blue];
        int side = SideOf(geometry);
        for (int channel = 0; channel < 3; channel++)
        {
            for (int frame = 0; frame < geometry.Frames; frame++)
            {
                Span<byte> to = covered.Plane(channel, frame);
                ReadOnlySpan<byte> from = clip.Plane(channel, frame);
                to.Fill(colors[channel]);
                foreach ((int row, int column) in corners)
                {
                    for (int y = row; y < row + side; y++)
                    {
                        int at = (y * geometry.Size) + column;
                        from.Slice(at, side).CopyTo(to[at..]);
                    }
                }
            }
        }

        return covered;
    }
}
