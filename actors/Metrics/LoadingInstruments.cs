using Actors.Data.Frames;
using Prometheus;

namespace Actors.Metrics;

/// <summary>Metrics of what the blocks wait for: data, and the cache that is to shorten the wait. The cache is read at the scrape.</summary>
public sealed class LoadingInstruments
{
    readonly Counter wait;
    readonly Counter hits;
    readonly Counter misses;
    readonly Counter evictions;
    readonly Gauge bytes;
    FrameCache? watched;

    /// <summary>Makes the series of a run; without a cache those of the cache stay 0.</summary>
    public LoadingInstruments(CollectorRegistry registry)
    {
        MetricFactory make = Prometheus.Metrics.WithCustomRegistry(registry);
        wait = make.CreateCounter(MetricNames.DataWaitSeconds, "Seconds that blocks stood still for want of a batch from the loader.");
        hits = make.CreateCounter(MetricNames.FrameCacheHits, "Clips cut from frames that were kept.");
        misses = make.CreateCounter(MetricNames.FrameCacheMisses, "Clips whose video had to be decoded although frames are kept.");
        evictions = make.CreateCounter(MetricNames.FrameCacheEvictions, "Videos whose frames were removed to make room.");
        bytes = make.CreateGauge(MetricNames.FrameCacheBytes, "Bytes of frames that are kept.");
        registry.AddBeforeCollectCallback(Collect);
    }

    /// <summary>From now on the counts are those of this cache.</summary>
    public void Watch(FrameCache? cache) => Volatile.Write(ref watched, cache);

    /// <summary>Notes time that was waited for data.</summary>
    public void Waited(double seconds) => wait.Inc(seconds);

    void Collect()
    {
        if (Volatile.Read(ref watched)?.Counts() is { } counts)
        {
            hits.IncTo(counts.Hits);
            misses.IncTo(counts.Misses);
            evictions.IncTo(counts.Evictions);
            bytes.Set(counts.Bytes);
        }
    }
}
