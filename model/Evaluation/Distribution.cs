namespace Actors.Model.Evaluation;

/// <summary>How values over all pairs are spread.</summary>
/// <param name="Mean">Mean.</param>
/// <param name="Deviation">Population standard deviation.</param>
/// <param name="Q05">5 % quantile.</param>
/// <param name="Q50">Median.</param>
/// <param name="Q95">95 % quantile.</param>
public sealed record Distribution(double Mean, double Deviation, double Q05, double Q50, double Q95)
{
    internal static Distribution Of(Quantiles.Source source, long count)
    {
        // Shifted by one of the values, so that a small deviation around a large mean keeps its digits.
        double shift = double.NaN;
        double sum = 0;
        double squares = 0;
        source(values =>
        {
            shift = double.IsNaN(shift) && values.Length > 0 ? values[0] : shift;
            foreach (double value in values)
            {
                double shifted = value - shift;
                sum += shifted;
                squares += shifted * shifted;
            }
        });
        double mean = sum / count;
        double variance = Math.Max(0, (squares / count) - (mean * mean));
        double[] quantiles = Quantiles.Of(source, count, [0.05, 0.5, 0.95]);
        return new Distribution(shift + mean, Math.Sqrt(variance), quantiles[0], quantiles[1], quantiles[2]);
    }
}
