using Actors.Tracing;
using CsCheck;
using Xunit;

namespace Actors.Tests.Tracing;

/// <summary>What comparisons say of a clock whose truth is known.</summary>
public sealed class ClockAlignmentTests
{
    const long Second = 1_000_000_000;

    [Fact]
    public void The_true_time_is_never_further_off_than_the_stated_error()
    {
        Clock.Sample(
            clock =>
            {
                ClockAlignment alignment = ClockAlignment.Of(clock.Samples());
                foreach (long theirs in clock.Moments())
                {
                    (long ours, double error) = alignment.At(theirs);
                    Assert.InRange(Math.Abs(ours - clock.Ours(theirs)), 0, error + 2);
                }
            },
            iter: 2000);
    }

    [Fact]
    public void Beside_a_comparison_the_error_is_at_most_half_its_round_trip()
    {
        Clock.Sample(clock =>
        {
            ClockSample[] samples = clock.Samples();
            ClockAlignment alignment = ClockAlignment.Of(samples);
            Assert.All(samples, sample => Assert.InRange(alignment.At(sample.Theirs).Error, 0, (sample.RoundTrip / 2.0) + 1));
        });
    }

    [Fact]
    public void Order_in_time_is_kept()
    {
        Clock.Sample(clock =>
        {
            ClockAlignment alignment = ClockAlignment.Of(clock.Samples());
            long[] moments = [.. clock.Moments().Order()];
            Assert.Equal(moments.Select(theirs => alignment.At(theirs).Ours).Order(), moments.Select(theirs => alignment.At(theirs).Ours));
        });
    }

    [Fact]
    public void The_error_grows_with_the_time_to_the_next_comparison_by_the_drift_that_is_allowed()
    {
        var alignment = ClockAlignment.Of([new ClockSample(0, 500_000, 1_000_000)]);
        Assert.Equal((500_000L, 500_000.0), alignment.At(500_000));
        Assert.Equal(500_000 + (10 * Second * ClockAlignment.UsualDrift), alignment.At(500_000 + (10 * Second)).Error, 1.0);
    }

    [Fact]
    public void A_clock_that_drifts_more_than_clocks_do_is_found_out_and_followed()
    {
        // One thousandth, known to a microsecond every second.
        ClockSample[] samples = [.. Enumerable.Range(0, 20).Select(k => new ClockSample(k * Second, k * (Second + (Second / 1000)), (k * Second) + 1000))];
        var alignment = ClockAlignment.Of(samples);
        Assert.InRange(alignment.Drift, 1e-3, 4e-3);
        (long ours, double error) = alignment.At(15 * (Second + (Second / 1000)));
        Assert.InRange(ours, (15 * Second) - error, (15 * Second) + 1000 + error);
    }

    [Fact]
    public void Two_machines_whose_clocks_began_years_apart_are_told_apart_to_the_nanosecond()
    {
        const long Years = 400_000_000 * Second;
        var alignment = ClockAlignment.Of([new ClockSample(Years, 7, Years + 3), new ClockSample(Years + 10, 18, Years + 12)]);
        Assert.InRange(alignment.At(18).Ours, Years + 10, Years + 12);
    }

    [Fact]
    public void Of_many_comparisons_the_quickest_of_every_stretch_are_kept_and_no_more_than_fit()
    {
        var samples = new ClockSamples();
        const int Comparisons = 200_000;
        for (int k = 0; k < Comparisons; k++)
        {
            long asked = k * (Second / 4);
            samples.Add(new ClockSample(asked, asked, asked + 1000 + (k % 4 == 2 ? 0 : 500)));
        }

        Assert.Equal(Comparisons, samples.Count);
        Assert.InRange(samples.Best.Count, ClockSamples.Capacity / 4, ClockSamples.Capacity);
        Assert.All(samples.Best, sample => Assert.Equal(1000, sample.RoundTrip));
        Assert.Equal(samples.Best.OrderBy(sample => sample.Answered), samples.Best);
    }

    // A clock that began anywhere, drifts within the bound, and is asked at random over ways of random and unequal length.
    static Gen<TrueClock> Clock { get; } = Gen.Select(
        Gen.Long[-1_000_000 * Second, 1_000_000 * Second], Gen.Double[-0.99e-4, 0.99e-4],
        Gen.Select(Gen.Long[0, 3 * Second], Gen.Long[0, 30_000_000], Gen.Long[0, 30_000_000]).Array[1, 12]).Select((offset, drift, questions) => new TrueClock(offset, drift, questions));

    sealed record TrueClock(long Offset, double Drift, (long Pause, long There, long Back)[] Questions)
    {
        public long Ours(long theirs) => (long)Math.Round((decimal)(theirs + Offset) / (decimal)(1 + Drift));

        public long Theirs(long ours) => (long)Math.Round(ours * (decimal)(1 + Drift)) - Offset;

        public ClockSample[] Samples()
        {
            List<ClockSample> samples = [];
            long now = 0;
            foreach ((long pause, long there, long back) in Questions)
            {
                now += pause;
                samples.Add(new ClockSample(now, Theirs(now + there), now + there + back));
                now += there + back;
            }

            return [.. samples];
        }

        public IEnumerable<long> Moments() => Enumerable.Range(-3, 45).Select(k => Theirs(k * Second));
    }
}
