namespace Actors.Benchmarks;

/// <summary>Least squares of relative errors, with coefficients that are not negative: a rate cannot be.</summary>
internal static class RelativeFit
{
    /// <summary>Coefficients of <c>rows x = values</c>.</summary>
    /// <param name="rows">Terms of each equation.</param>
    /// <param name="values">Right sides, above 0; every equation weighs the same.</param>
    public static double[] Of(IReadOnlyList<double[]> rows, IReadOnlyList<double> values)
    {
        int terms = rows[0].Length;
        double[] best = new double[terms];
        double least = double.PositiveInfinity;

        // Few terms: every choice of those that are above 0 is tried.
        for (int chosen = 1; chosen < 1 << terms; chosen++)
        {
            int[] columns = [.. Enumerable.Range(0, terms).Where(term => (chosen >> term & 1) == 1)];
            double[]? found = Solve(rows, values, columns);
            if (found is null || found.Any(x => x < 0))
            {
                continue;
            }

            double[] all = new double[terms];
            for (int i = 0; i < columns.Length; i++)
            {
                all[columns[i]] = found[i];
            }

            double error = rows.Select((row, i) => Math.Pow((row.Zip(all, (a, x) => a * x).Sum() / values[i]) - 1, 2)).Sum();
            if (error < least)
            {
                (least, best) = (error, all);
            }
        }

        return best;
    }

    /// <summary>Exponent of growth: the slope of logarithms over logarithms; NaN for a single point.</summary>
    public static double Slope(IReadOnlyList<GrowthPoint> points, Func<GrowthPoint, double> value)
    {
        double[] x = [.. points.Select(point => Math.Log(point.Size))];
        double[] y = [.. points.Select(point => Math.Log(value(point)))];
        (double meanX, double meanY) = (x.Average(), y.Average());
        return x.Zip(y, (a, b) => (a - meanX) * (b - meanY)).Sum() / x.Sum(a => (a - meanX) * (a - meanX));
    }

    /// <summary>Normal equations by elimination, columns scaled to length 1; null where they depend on each other.</summary>
    static double[]? Solve(IReadOnlyList<double[]> rows, IReadOnlyList<double> values, int[] columns)
    {
        int n = columns.Length;
        double[][] a = [.. rows.Select((row, i) => columns.Select(column => row[column] / values[i]).ToArray())];
        double[] scale = [.. Enumerable.Range(0, n).Select(j => Math.Sqrt(a.Sum(row => row[j] * row[j])))];
        if (scale.Any(s => s == 0))
        {
            return null;
        }

        double[][] m = [.. Enumerable.Range(0, n).Select(i => (double[])
            [.. Enumerable.Range(0, n).Select(j => a.Sum(row => row[i] / scale[i] * (row[j] / scale[j]))), a.Sum(row => row[i] / scale[i])])];
        for (int i = 0; i < n; i++)
        {
            if (m[i][i] < 1e-10)
            {
                return null;
            }

            for (int r = 0; r < n; r++)
            {
                double factor = r == i ? 0 : m[r][i] / m[i][i];
                for (int c = i; c <= n; c++)
                {
                    m[r][c] -= factor * m[i][c];
                }
            }
        }

        return [.. Enumerable.Range(0, n).Select(i => m[i][n] / m[i][i] / scale[i])];
    }
}
