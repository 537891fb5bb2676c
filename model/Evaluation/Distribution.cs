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
        double sum = 0;
        source(values =>
        {
            foreach (double value in values)
            {
                sum += value;
            }
        });
        double mean = sum / count;
        double squares = 0;
        source(values =>
        {
            foreach (double value in values)
            {
                squares += (value - mean) * (value - mean);
            }
        });
        double[] quantiles = Quantiles.Of(source, count, [0.05, 0.5, 0.95]);
        return new Distribution(mean, Math.Sqrt(squares / count), quantiles[0], quantiles[1], quantiles[2]);
    }
}
