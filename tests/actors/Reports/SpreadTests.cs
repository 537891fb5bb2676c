using Actors.Reports;
using CsCheck;
using Xunit;

namespace Actors.Tests.Reports;

public sealed class SpreadTests
{
    [Fact]
    public void Three_values_have_the_mean_and_the_deviation_of_a_sample()
    {
        var spread = Spread.Of([2, 4, 9]);
        Assert.Equal(5, spread.Mean, 12);
        Assert.Equal(Math.Sqrt(13), spread.Deviation, 12);
        Assert.Equal(3, spread.Count);
    }

    [Fact]
    public void One_value_has_no_deviation_and_none_has_no_mean()
    {
        Assert.Equal(7, Spread.Of([7]).Mean);
        Assert.True(double.IsNaN(Spread.Of([7]).Deviation));
        Assert.True(double.IsNaN(Spread.Of([]).Mean));
    }

    [Fact]
    public void What_is_not_finite_does_not_count() => Assert.Equal(Spread.Of([1, 2]), Spread.Of([1, double.NaN, 2, double.PositiveInfinity]));

    [Fact]
    public void The_deviation_is_that_of_all_pairs() =>
        Gen.Double[-1e3, 1e3].Array[2, 12].Sample(values =>
        {
            // Half the mean squared difference of two draws, without the mean.
            double pairs = values.SelectMany((a, i) => values.Skip(i + 1).Select(b => (a - b) * (a - b))).Sum();
            double variance = pairs / (values.Length * (values.Length - 1.0));
            Assert.Equal(Math.Sqrt(variance), Spread.Of(values).Deviation, 6);
        });

    [Fact]
    public void Correlation_is_the_mean_product_of_standard_scores() =>
        Gen.Select(Gen.Double[-10, 10], Gen.Double[-10, 10]).Array[3, 20].Sample(pairs =>
        {
            var x = Spread.Of(pairs.Select(pair => pair.Item1));
            var y = Spread.Of(pairs.Select(pair => pair.Item2));
            double scores = pairs.Sum(pair => (pair.Item1 - x.Mean) / x.Deviation * ((pair.Item2 - y.Mean) / y.Deviation)) / (pairs.Length - 1);
            double r = Correlation.Pearson([.. pairs]);
            Assert.True(x.Deviation * y.Deviation == 0 ? double.IsNaN(r) : Math.Abs(scores - r) < 1e-9, $"{scores} and {r}");
        });

    [Fact]
    public void Too_few_pairs_and_a_figure_that_never_changes_have_no_correlation()
    {
        Assert.True(double.IsNaN(Correlation.Pearson([(1, 2), (3, 4)])));
        Assert.True(double.IsNaN(Correlation.Pearson([(1, 2), (1, 4), (1, 5)])));
        Assert.Equal(-1, Correlation.Pearson([(1, 3), (2, 2), (3, 1)]), 12);
    }
}
