namespace Actors.Tests.Data.Video;

/// <summary>Smooth moving colours, which MPEG-4 keeps well.</summary>
internal static class MovingPattern
{
    public static byte[] Frame(int width, int height, int time)
    {
        byte[] frame_HWC = new byte[width * height * 3];
        for (int y = 0, i = 0; y < height; y++)
        {
            for (int x = 0; x < width; x++)
            {
                frame_HWC[i++] = Wave((0.11 * x) + (0.3 * time));
                frame_HWC[i++] = Wave((0.09 * y) - (0.2 * time));
                frame_HWC[i++] = Wave((0.05 * (x + y)) + (0.1 * time));
            }
        }

        return frame_HWC;
    }

    /// <summary>Peak signal-to-noise ratio of two 8-bit frames, in decibels.</summary>
    public static double Psnr(ReadOnlySpan<byte> a, ReadOnlySpan<byte> b)
    {
        double squares = 0;
        for (int i = 0; i < a.Length; i++)
        {
            squares += Math.Pow(a[i] - b[i], 2);
        }

        return 10 * Math.Log10(255.0 * 255.0 * a.Length / squares);
    }

    static byte Wave(double phase) => (byte)(128 + (90 * Math.Sin(phase)));
}
