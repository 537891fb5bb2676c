using Actors.Data.Randomness;

namespace Actors.Data.Motion;

/// <summary>A textured shape on its way. Lengths are in frame widths, angles in turns, time from 0 to 1 over the clip.</summary>
sealed class MovingObject
{
    readonly MotionClass motion;
    readonly Shape shape;
    readonly Texture texture;
    readonly double centerX;
    readonly double centerY;
    readonly double radius;
    readonly double travel;
    readonly double angle;
    readonly double turn;
    readonly double growth;
    readonly double waves;
    readonly double phase;
    readonly double[] colors;

    /// <summary>Draws an object of that motion.</summary>
    public MovingObject(MotionClass motion, KeyedRandom random)
    {
        this.motion = motion;
        bool moves = motion.X != 0 || motion.Y != 0;
        shape = (Shape)random.NextInt(6);
        texture = (Texture)random.NextInt(4);
        centerX = random.NextDouble(0.35, 0.65);
        centerY = random.NextDouble(0.35, 0.65);
        radius = moves ? random.NextDouble(0.12, 0.2) : motion.Turn != 0 ? random.NextDouble(0.2, 0.32) : random.NextDouble(0.22, 0.32);
        travel = moves ? (motion.Fast ? random.NextDouble(0.5, 0.7) : random.NextDouble(0.15, 0.3)) : 0;
        angle = random.NextDouble();
        turn = motion.Turn * random.NextDouble(0.2, 0.45);
        growth = motion.Zoom == 0 ? 1 : random.NextDouble(1.7, 2.3);
        waves = random.NextDouble(0.6, 1.3);
        phase = random.NextDouble();
        colors = Colors(random);
    }

    /// <summary>Paints the object over a frame of three planes.</summary>
    public void Paint(Span<byte> red, Span<byte> green, Span<byte> blue, int size, double time)
    {
        double x0 = (centerX + motion.X * travel * (time - 0.5)) * size;
        double y0 = (centerY + motion.Y * travel * (time - 0.5)) * size;
        double extent = radius * Scale(time) * size;
        double turned = angle + turn * time;
        double sin = Sine.Of(turned) / extent;
        double cos = Sine.Of(turned + 0.25) / extent;
        double reach = 1.45 * extent + 1;
        int top = Math.Max(0, (int)(y0 - reach));
        int bottom = Math.Min(size - 1, (int)(y0 + reach));
        int left = Math.Max(0, (int)(x0 - reach));
        int right = Math.Min(size - 1, (int)(x0 + reach));
        for (int y = top; y <= bottom; y++)
        {
            for (int x = left; x <= right; x++)
            {
                double dx = x + 0.5 - x0;
                double dy = y + 0.5 - y0;
                double u = dx * cos + dy * sin;
                double v = dy * cos - dx * sin;
                double coverage = Math.Clamp(0.5 - Distance(shape, u, v) * extent, 0, 1);
                if (coverage > 0)
                {
                    double blend = Pattern(u, v);
                    int at = y * size + x;
                    red[at] = Mix(red[at], coverage, colors[0] + (colors[3] - colors[0]) * blend);
                    green[at] = Mix(green[at], coverage, colors[1] + (colors[4] - colors[1]) * blend);
                    blue[at] = Mix(blue[at], coverage, colors[2] + (colors[5] - colors[2]) * blend);
                }
            }
        }
    }

    // Growing from 1/growth to 1, or the same backwards: the largest extent is the radius.
    double Scale(double time)
    {
        double grown = motion.Zoom < 0 ? 1 - time : time;
        return motion.Zoom == 0 ? 1 : (1 + (growth - 1) * grown) / growth;
    }

    // Distance to the outline, negative inside, in units of the radius.
    static double Distance(Shape shape, double u, double v) => shape switch
    {
        Shape.Disc => Length(u, v) - 1,
        Shape.Square => Box(u, v, 0.85, 0.85),
        Shape.Triangle => Math.Max(v - 0.6, 0.8660254037844386 * Math.Abs(u) - 0.5 * v - 0.6),
        Shape.Ring => Math.Abs(Length(u, v) - 0.7) - 0.3,
        Shape.Cross => Math.Min(Box(u, v, 1, 0.35), Box(u, v, 0.35, 1)),
        _ => Math.Max(Length(u, v) - 1, v - 0.2),
    };

    static double Box(double u, double v, double width, double height) => Math.Max(Math.Abs(u) - width, Math.Abs(v) - height);

    static double Length(double u, double v) => Math.Sqrt(u * u + v * v);

    double Pattern(double u, double v) => texture switch
    {
        Texture.Stripes => 0.5 + 0.5 * Sine.Of(waves * u + phase),
        Texture.Rings => 0.5 + 0.5 * Sine.Of(waves * Length(u, v + 0.5) + phase),
        Texture.Checks => 0.5 + 0.5 * Sine.Of(waves * u + phase) * Sine.Of(waves * v + phase),
        _ => Math.Clamp(0.5 + 0.5 * u, 0, 1),
    };

    static byte Mix(byte under, double coverage, double over) => (byte)(under + (over - under) * coverage + 0.5);

    // Two colours far apart: each channel of the second lies at least 90 levels from the first.
    static double[] Colors(KeyedRandom random)
    {
        double[] colors = new double[6];
        for (int c = 0; c < 3; c++)
        {
            double low = random.NextDouble(0, 120);
            double high = low + random.NextDouble(90, 135);
            bool swap = random.NextInt(2) == 1;
            colors[c] = swap ? high : low;
            colors[c + 3] = swap ? low : high;
        }

        return colors;
    }
}
