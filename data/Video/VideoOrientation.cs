namespace Actors.Data.Video;

/// <summary>How a stored frame is turned to stand upright: one of the eight symmetries of a rectangle.</summary>
/// <param name="XFromX">What one step to the right in the stored frame adds to the upright column: -1, 0 or 1.</param>
/// <param name="YFromX">What one step to the right in the stored frame adds to the upright row.</param>
/// <param name="XFromY">What one step down in the stored frame adds to the upright column.</param>
/// <param name="YFromY">What one step down in the stored frame adds to the upright row.</param>
internal readonly record struct VideoOrientation(int XFromX, int YFromX, int XFromY, int YFromY)
{
    /// <summary>Stored upright.</summary>
    public static VideoOrientation Upright { get; } = new(1, 0, 0, 1);

    /// <summary>Width and height change places.</summary>
    public bool Transposes => XFromX == 0;

    /// <summary>Clockwise quarter turns times 90, in degrees, of the part that is a rotation: 0, 90, 180 or 270.</summary>
    public int Degrees => (XFromX, YFromX) switch
    {
        (0, 1) => 90,
        (-1, 0) => 180,
        (0, -1) => 270,
        _ => 0,
    };

    /// <summary>Reads an FFmpeg display matrix: nine 16.16 numbers, row by row, a point being a row vector.</summary>
    /// <remarks>
    /// A matrix that is no quarter turn (within one degree) is taken as upright: players that cannot turn freely do so too.
    /// Source: <c>libavutil/display.h</c>.
    /// </remarks>
    public static VideoOrientation FromDisplayMatrix(ReadOnlySpan<int> matrix)
    {
        // int.MinValue has no absolute value; as long it has.
        long a = matrix[0], b = matrix[1], c = matrix[3], d = matrix[4];
        const double tangent = 0.0175;
        bool straight = IsSmall(b, a, tangent) && IsSmall(c, d, tangent);
        bool transposed = IsSmall(a, b, tangent) && IsSmall(d, c, tangent);
        return straight ? new(Math.Sign(a), 0, 0, Math.Sign(d))
            : transposed ? new(0, Math.Sign(b), Math.Sign(c), 0)
            : Upright;
    }

    static bool IsSmall(long small, long large, double ratio) => large != 0 && Math.Abs(small) <= ratio * Math.Abs(large);

    /// <summary>Copies a stored frame upright.</summary>
    /// <param name="stored">Stored pixels, 3 bytes each, rows <paramref name="stride"/> bytes apart.</param>
    /// <param name="stride">Bytes from row to row.</param>
    /// <param name="width">Stored width, in pixels.</param>
    /// <param name="height">Stored height, in pixels.</param>
    /// <param name="upright_HWC">Receives the upright frame, dense.</param>
    public void Copy(ReadOnlySpan<byte> stored, int stride, int width, int height, Span<byte> upright_HWC)
    {
        if (this == Upright)
        {
            for (int y = 0; y < height; y++)
            {
                stored.Slice(y * stride, width * 3).CopyTo(upright_HWC[(y * width * 3)..]);
            }

            return;
        }

        int uprightWidth = Transposes ? height : width;
        int stepX = 3 * (XFromX + (YFromX * uprightWidth));
        int stepY = 3 * (XFromY + (YFromY * uprightWidth));

        // The stored corner lands where no later step leaves the frame.
        int corner = (stepX < 0 ? -stepX * (width - 1) : 0) + (stepY < 0 ? -stepY * (height - 1) : 0);
        for (int y = 0; y < height; y++)
        {
            ReadOnlySpan<byte> row = stored.Slice(y * stride, width * 3);
            int to = corner + (y * stepY);
            for (int x = 0; x < row.Length; x += 3, to += stepX)
            {
                upright_HWC[to] = row[x];
                upright_HWC[to + 1] = row[x + 1];
                upright_HWC[to + 2] = row[x + 2];
            }
        }
    }
}
