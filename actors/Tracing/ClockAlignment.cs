namespace Actors.Tracing;

/// <summary>Turns the time of one clock into that of another, and says how far that may be off.</summary>
/// <remarks>
/// A question that was asked at a and answered at b, by the first clock, with t by the second, says that the difference of the two clocks was
/// between a - t and b - t (as in NTP: RFC 5905, section 8). Clocks drift by no more than a bound, so every sample bounds the difference at
/// every other moment too, the more loosely the further away. What all samples allow is a band; its middle is the difference, half its width
/// the error: near the best sample half of its round trip. The middle changes no faster than the bound, so that order is kept.
/// </remarks>
internal sealed class ClockAlignment
{
    /// <summary>Drift that is allowed between two clocks: 1e-4, the worst of two common crystals against each other.</summary>
    public const double UsualDrift = 1e-4;

    const double MostDrift = 0.5;

    readonly long[] times;
    readonly double[] least;
    readonly double[] most;

    // Differences are kept over this one: two machines' times since their starts differ by more than a double tells nanoseconds apart.
    readonly long difference;

    ClockAlignment(IReadOnlyList<ClockSample> samples, double drift)
    {
        Drift = drift;
        times = [.. samples.Select(sample => sample.Theirs)];
        difference = samples[0].Least;
        least = [.. samples.Select(sample => (double)(sample.Least - difference))];
        most = [.. samples.Select(sample => (double)(sample.Most - difference))];
        for (int k = 1; k < times.Length; k++)
        {
            Tighten(k, k - 1);
        }

        for (int k = times.Length - 2; k >= 0; k--)
        {
            Tighten(k, k + 1);
        }
    }

    /// <summary>A clock's alignment with itself.</summary>
    public static ClockAlignment Same { get; } = new([default], 0);

    /// <summary>The bound on the clocks' drift against each other; more than <see cref="UsualDrift"/> when the samples contradict that.</summary>
    public double Drift { get; }

    /// <summary>The alignment that samples allow.</summary>
    /// <param name="samples">In order of time, one at least.</param>
    public static ClockAlignment Of(IReadOnlyList<ClockSample> samples)
    {
        var alignment = new ClockAlignment(samples, UsualDrift);
        while (!alignment.IsPossible && alignment.Drift < MostDrift)
        {
            alignment = new ClockAlignment(samples, Math.Min(MostDrift, 2 * alignment.Drift));
        }

        return alignment;
    }

    /// <summary>What the first clock showed when the second one showed a time.</summary>
    /// <param name="theirs">The second clock's time, in nanoseconds.</param>
    /// <returns>The first clock's time and how far it may be off, in nanoseconds.</returns>
    public (long Ours, double Error) At(long theirs)
    {
        int after = Array.BinarySearch(times, theirs);
        after = after < 0 ? ~after : after;
        (double low, double high) = (double.NegativeInfinity, double.PositiveInfinity);
        for (int k = Math.Max(0, after - 1); k <= Math.Min(after, times.Length - 1); k++)
        {
            double away = Drift * Math.Abs(theirs - times[k]);
            low = Math.Max(low, least[k] - away);
            high = Math.Min(high, most[k] + away);
        }

        return (theirs + difference + (long)Math.Round((low + high) / 2), Math.Abs(high - low) / 2);
    }

    bool IsPossible => least.Zip(most).All(bounds => bounds.First <= bounds.Second);

    void Tighten(int k, int by)
    {
        double away = Drift * Math.Abs(times[k] - times[by]);
        least[k] = Math.Max(least[k], least[by] - away);
        most[k] = Math.Min(most[k], most[by] + away);
    }
}
