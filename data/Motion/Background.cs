using Actors.Data.Randomness;

namespace Actors.Data.Motion;

/// <summary>A still, smooth pattern: two colours far apart, blended by three long waves.</summary>
static class Background
{
    /// <summary>Draws a background <c>[3, size, size]</c>.</summary>
    public static byte[] Draw(int size, KeyedRandom random)
    {
        Span<double> wavesX = stackalloc double[3];
        Span<double> wavesY = stackalloc double[3];
        Span<double> phases = stackalloc double[3];
        for (int i = 0; i < 3; i++)
        {
            wavesX[i] = random.NextDouble(-1.5, 1.5);
            wavesY[i] = random.NextDouble(-1.5, 1.5);
            phases[i] = random.NextDouble();
        }

        Span<double> from = stackalloc double[3];
        Span<double> to = stackalloc double[3];
        for (int c = 0; c < 3; c++)
        {
            from[c] = random.NextDouble(20, 100);
            to[c] = random.NextDouble(150, 235);
        }

        byte[] planes = new byte[3 * size * size];
        for (int y = 0; y < size; y++)
        {
            for (int x = 0; x < size; x++)
            {
                double sum = 0;
                for (int i = 0; i < 3; i++)
                {
                    sum += Sine.Of((wavesX[i] * x + wavesY[i] * y) / size + phases[i]);
                }

                double blend = 0.5 + sum / 6;
                for (int c = 0; c < 3; c++)
                {
                    planes[(c * size + y) * size + x] = (byte)(from[c] + (to[c] - from[c]) * blend + 0.5);
                }
            }
        }

        return planes;
    }
}
