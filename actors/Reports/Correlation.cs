namespace Actors.Reports;

/// <summary>How two figures go together.</summary>
internal static class Correlation
{
    /// <summary>Pearson's coefficient; NaN for fewer than three pairs, or where one figure never changes.</summary>
    public static double Pearson(IReadOnlyList<(double X, double Y)> pairs)
    {
        if (pairs.Count < 3)
        {
            return double.NaN;
        }

        double meanX = pairs.Average(pair => pair.X);
        double meanY = pairs.Average(pair => pair.Y);
        double both = pairs.Sum(pair => (pair.X - meanX) * (pair.Y - meanY));
        double squareX = pairs.Sum(pair => (pair.X - meanX) * (pair.X - meanX));
        double squareY = pairs.Sum(pair => (pair.Y - meanY) * (pair.Y - meanY));
        return squareX > 0 && squareY > 0 ? both / Math.Sqrt(squareX * squareY) : double.NaN;
    }
}
