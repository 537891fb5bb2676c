using Actors.Benchmarks;
using CsCheck;
using Xunit;

namespace Actors.Tests.Benchmarks;

public class RelativeFitTests
{
    static readonly double[][] Rows = [[1, 2, 1], [2, 2, 1], [4, 2, 1], [1, 4, 1], [1, 8, 2], [3, 1, 5], [2, 9, 4]];

    [Fact]
    public void Coefficients_that_made_the_values_are_found_again()
    {
        Gen.Double[0.01, 10].Array[3].Sample(given =>
        {
            double[] values = [.. Rows.Select(row => row.Zip(given, (a, x) => a * x).Sum())];
            Assert.Equal(given, RelativeFit.Of(Rows, values), (a, b) => Math.Abs((a / b) - 1) < 1e-6);
        }, iter: 200);
    }

    [Fact]
    public void A_term_that_would_have_to_be_negative_is_left_out()
    {
        double[] values = [.. Rows.Select(row => (3 * row[0]) + (2 * row[1]) - (0.1 * row[2]))];
        double[] found = RelativeFit.Of(Rows, values);
        Assert.Equal(0, found[2]);
        Assert.All(found, x => Assert.True(x >= 0));
    }

    [Fact]
    public void A_slope_is_the_exponent_of_growth()
    {
        GrowthPoint[] points = [.. new double[] { 1, 2, 4, 7 }.Select(size => new GrowthPoint(size, Sample.Of(0.3 * Math.Pow(size, 1.5)), 1, 1))];
        Assert.Equal(1.5, RelativeFit.Slope(points, point => point.Seconds.Median), 1e-9);
    }

    [Fact]
    public void A_sample_quotes_its_middle_and_shows_its_ends()
    {
        Sample sample = Sample.Of(3, 1, 2, 10);
        Assert.Equal((2.5, 1, 10, 3), (sample.Median, sample.Low, sample.High, sample.Spread));
        Assert.Equal([3, 1], Sample.Ratio(Sample.Of(6, 2), Sample.Of(2, 2)).Values);
        Assert.Empty(Sample.Of().Values);
    }
}
