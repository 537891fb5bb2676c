using Actors.Data.Randomness;

namespace Actors.Data.Sampling;

/// <summary>The training crop of VideoMAE: one of four scales a side, at one of thirteen places.</summary>
/// <remarks>
/// Sides are 1, 0.875, 0.75 and 0.66 of the shorter side, width and height at most one scale apart; a side within 2 pixels of the
/// target becomes the target, unless the frame is too small for it (VideoMAE would then pad with black). First used by Wang et al.,
/// "Temporal Segment Networks", 2016.
/// </remarks>
public static class MultiScaleCrop
{
    static readonly double[] Scales = [1, 0.875, 0.75, 0.66];

    // Quarters of the free width and height: corners, centre, edge middles, then the four quarter points.
    static readonly (int X, int Y)[] Places =
        [(0, 0), (4, 0), (0, 4), (4, 4), (2, 2), (0, 2), (4, 2), (2, 4), (2, 0), (1, 1), (3, 1), (1, 3), (3, 3)];

    /// <summary>Every width and height a crop may have.</summary>
    /// <param name="width">Width of the frame, in pixels.</param>
    /// <param name="height">Height of the frame, in pixels.</param>
    /// <param name="target">Side that the crop will be resized to, in pixels.</param>
    public static IReadOnlyList<(int Width, int Height)> Sizes(int width, int height, int target)
    {
        int shorter = Math.Min(width, height);
        int[] sides = Array.ConvertAll(Scales, scale =>
        {
            int side = Math.Max(1, (int)(shorter * scale));
            return Math.Abs(side - target) < 3 && target <= shorter ? target : side;
        });
        List<(int, int)> sizes = [];
        for (int h = 0; h < sides.Length; h++)
        {
            for (int w = Math.Max(0, h - 1); w <= Math.Min(h + 1, sides.Length - 1); w++)
            {
                sizes.Add((sides[w], sides[h]));
            }
        }

        return sizes;
    }

    /// <summary>The thirteen places of a crop of that size.</summary>
    public static IReadOnlyList<(int X, int Y)> Offsets(int width, int height, int cropWidth, int cropHeight)
    {
        int stepX = (width - cropWidth) / 4;
        int stepY = (height - cropHeight) / 4;
        return Array.ConvertAll(Places, place => (place.X * stepX, place.Y * stepY));
    }

    /// <summary>Draws a size, then a place.</summary>
    public static CropWindow Draw(int width, int height, int target, KeyedRandom random)
    {
        IReadOnlyList<(int Width, int Height)> sizes = Sizes(width, height, target);
        (int cropWidth, int cropHeight) = sizes[random.NextInt(sizes.Count)];
        IReadOnlyList<(int X, int Y)> offsets = Offsets(width, height, cropWidth, cropHeight);
        (int x, int y) = offsets[random.NextInt(offsets.Count)];
        return new CropWindow(x, y, cropWidth, cropHeight);
    }
}
