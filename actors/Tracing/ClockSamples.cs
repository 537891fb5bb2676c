namespace Actors.Tracing;

/// <summary>Comparisons of two clocks over a run: of each stretch of time the one with the shortest round trip.</summary>
/// <remarks>Bounded: when there are many stretches, each becomes twice as long.</remarks>
internal sealed class ClockSamples
{
    /// <summary>Most samples that are kept.</summary>
    public const int Capacity = 4096;

    readonly List<ClockSample> best = [];
    long stretch = TimeSpan.NanosecondsPerTick * TimeSpan.TicksPerSecond;

    /// <summary>The samples, in order of time.</summary>
    public IReadOnlyList<ClockSample> Best => best;

    /// <summary>Comparisons made so far.</summary>
    public long Count { get; private set; }

    /// <summary>Takes one in. Later ones have later answers.</summary>
    public void Add(ClockSample sample)
    {
        Count++;
        if (best.Count > 0 && SameStretch(best[^1], sample))
        {
            best[^1] = Better(best[^1], sample);
            return;
        }

        best.Add(sample);
        if (best.Count > Capacity)
        {
            Thin();
        }
    }

    void Thin()
    {
        while (best.Count > Capacity / 2)
        {
            stretch *= 2;
            ClockSample[] all = [.. best];
            best.Clear();
            foreach (ClockSample sample in all)
            {
                if (best.Count > 0 && SameStretch(best[^1], sample))
                {
                    best[^1] = Better(best[^1], sample);
                }
                else
                {
                    best.Add(sample);
                }
            }
        }
    }

    bool SameStretch(ClockSample a, ClockSample b) => a.Answered / stretch == b.Answered / stretch;

    static ClockSample Better(ClockSample a, ClockSample b) => b.RoundTrip < a.RoundTrip ? b : a;
}
