namespace Actors.Reports;

/// <summary>A figure over the runs of a group.</summary>
/// <param name="Mean">The mean; NaN without values.</param>
/// <param name="Deviation">The sample's standard deviation, by n - 1; NaN for fewer than two values.</param>
/// <param name="Count">Values.</param>
public readonly record struct Spread(double Mean, double Deviation, int Count)
{
    /// <summary>The spread of values; those that are not finite do not count.</summary>
    public static Spread Of(IEnumerable<double> values)
    {
        double[] finite = [.. values.Where(double.IsFinite)];
        if (finite.Length == 0)
        {
            return new Spread(double.NaN, double.NaN, 0);
        }

        double mean = finite.Average();
        double squares = finite.Sum(value => (value - mean) * (value - mean));
        return new Spread(mean, finite.Length < 2 ? double.NaN : Math.Sqrt(squares / (finite.Length - 1)), finite.Length);
    }
}
