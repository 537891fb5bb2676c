using System.Globalization;

namespace Actors.Reports.Figures;

/// <summary>From values to pixels, with marks at round numbers.</summary>
internal sealed class Scale
{
    const int WantedTicks = 5;

    readonly double low;
    readonly double high;
    readonly double from;
    readonly double to;

    /// <summary>Spans values over a stretch of pixels, and a little more, so that no mark lies on the frame.</summary>
    /// <param name="values">The values; those that are not finite do not count.</param>
    /// <param name="from">Pixel of the lowest.</param>
    /// <param name="to">Pixel of the highest.</param>
    /// <param name="fromZero">Whether it begins at 0.</param>
    public Scale(IEnumerable<double> values, double from, double to, bool fromZero = false)
    {
        double[] finite = [.. values.Where(double.IsFinite)];
        low = fromZero ? 0 : finite.DefaultIfEmpty(0).Min();
        high = Math.Max(finite.DefaultIfEmpty(1).Max(), low);
        if (high - low < 1e-9 * Math.Max(1, Math.Abs(high)))
        {
            // All alike: a span around them.
            double around = Math.Max(Math.Abs(high) * 0.1, 1e-3);
            low -= fromZero ? 0 : around;
            high += around;
        }

        double margin = (high - low) * 0.06;
        low -= fromZero ? 0 : margin;
        high += margin;
        this.from = from;
        this.to = to;
    }

    /// <summary>Round values within the span, with their words.</summary>
    public IEnumerable<(double Value, string Words)> Ticks()
    {
        double step = Step((high - low) / WantedTicks);
        int magnitude = (int)Math.Floor(Math.Log10(step) + 1e-9);
        string format = "0." + new string('0', Math.Max(0, -magnitude));
        for (double tick = Math.Ceiling((low / step) - 1e-9); tick * step <= high; tick++)
        {
            // Not "minus zero", which a rounded product may be.
            double value = (tick * step) + 0.0;
            bool plain = Math.Abs(value) is 0 or (< 1e6 and >= 1e-6);
            yield return (value, value.ToString(plain ? format.TrimEnd('.') : Scientific(value, magnitude), CultureInfo.InvariantCulture).Replace('-', '\u2212'));
        }
    }

    /// <summary>The pixel of a value.</summary>
    public double Pixel(double value) => from + ((value - low) / (high - low) * (to - from));

    // As many digits as tell neighbours apart: from the value's first to the step's.
    static string Scientific(double value, int magnitude) =>
        "0." + new string('0', Math.Max(1, (int)Math.Floor(Math.Log10(Math.Abs(value))) - magnitude)) + "e0";

    // 1, 2 or 5 times a power of ten.
    static double Step(double rough)
    {
        double power = Math.Pow(10, Math.Floor(Math.Log10(rough)));
        return (rough / power) switch
        {
            <= 1 => power,
            <= 2 => 2 * power,
            <= 5 => 5 * power,
            _ => 10 * power,
        };
    }
}
