namespace Actors.Benchmarks;

/// <summary>A figure that was measured once in each round.</summary>
/// <param name="Median">The middle value: what is quoted.</param>
/// <param name="Low">The least.</param>
/// <param name="High">The most.</param>
/// <param name="Values">All, by round.</param>
public sealed record Sample(double Median, double Low, double High, IReadOnlyList<double> Values)
{
    /// <summary>Largest distance from the median, over the median.</summary>
    public double Spread => Math.Max(High - Median, Median - Low) / Median;

    /// <summary>The figure of values; NaN where there are none.</summary>
    public static Sample Of(params IReadOnlyList<double> values)
    {
        double[] ordered = [.. values.Order()];
        return ordered.Length == 0
            ? new Sample(double.NaN, double.NaN, double.NaN, [])
            : new Sample((ordered[(ordered.Length - 1) / 2] + ordered[ordered.Length / 2]) / 2, ordered[0], ordered[^1], values);
    }

    /// <summary>Each round's ratio of two figures: what one round says is not mixed with another's noise.</summary>
    public static Sample Ratio(Sample above, Sample below) => Of([.. above.Values.Zip(below.Values, (a, b) => a / b)]);
}
