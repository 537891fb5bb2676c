using Actors.Data.Clips;

namespace Actors.Data.Gratings;

/// <summary>A drifting sinusoidal grating.</summary>
/// <remarks>
/// <c>contrast * sin(2π (f (x cos θ + y sin θ) + w t) + phase)</c> with x and y from -0.5 to 0.5, both ends included, and t in seconds.
/// </remarks>
/// <param name="SpatialFrequency">f, in cycles per frame width.</param>
/// <param name="Orientation">θ, in degrees: the direction along which it varies.</param>
/// <param name="TemporalFrequency">w, in cycles per second.</param>
/// <param name="Contrast">Amplitude, 0 to 1.</param>
/// <param name="Phase">In radians.</param>
/// <param name="FrameRate">Frames per second.</param>
public sealed record Grating(
    double SpatialFrequency, double Orientation, double TemporalFrequency, double Contrast, double Phase = 0, double FrameRate = 6.25)
{
    /// <summary>Draws some columns of a grey clip.</summary>
    /// <param name="gray_THW">Receives values in [-contrast, contrast], <c>[frames, size, size]</c>.</param>
    /// <param name="frames">Frames of the clip.</param>
    /// <param name="size">Width and height, in pixels; at least 2.</param>
    /// <param name="columns">The columns to draw; the others stay as they are.</param>
    public void Draw(Span<float> gray_THW, int frames, int size, Range columns)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(size, 2);
        (int first, int count) = columns.GetOffsetAndLength(size);
        double angle = Orientation * (Math.PI / 180);
        double cos = Math.Cos(angle);
        double sin = Math.Sin(angle);
        double step = 1.0 / (size - 1);
        for (int t = 0; t < frames; t++)
        {
            double drift = 2 * Math.PI * TemporalFrequency * (t / FrameRate);
            for (int y = 0; y < size; y++)
            {
                double down = (y * step - 0.5) * sin;
                Span<float> row = gray_THW.Slice((t * size + y) * size + first, count);
                for (int x = 0; x < count; x++)
                {
                    double along = ((first + x) * step - 0.5) * cos + down;
                    row[x] = (float)(Contrast * Math.Sin(2 * Math.PI * SpatialFrequency * along + drift + Phase));
                }
            }
        }
    }

    /// <summary>Colours a grey clip and stores it in 8 bits.</summary>
    /// <remarks>A value v in [-1, 1] becomes <c>floor(127.5 v + 128)</c>, computed in single precision: -1 gives 0, 0 gives 128, 1 gives
    /// 255. Single precision absorbs the last bit of the sine, which may differ between machines.</remarks>
    internal static void Color(ReadOnlySpan<float> gray_THW, GratingColor color, Clip clip)
    {
        ReadOnlySpan<float> factors = [color.Red, color.Green, color.Blue];
        for (int c = 0; c < 3; c++)
        {
            Span<byte> channel = clip.Pixels.AsSpan(c * gray_THW.Length, gray_THW.Length);
            for (int i = 0; i < channel.Length; i++)
            {
                channel[i] = (byte)(factors[c] * gray_THW[i] * 127.5f + 128f);
            }
        }
    }
}
