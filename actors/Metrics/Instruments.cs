using Actors.Data.Video;
using Actors.Edges;
using Actors.Messages;
using Prometheus;

namespace Actors.Metrics;

/// <summary>A run's metrics. Every series exists from the start, so that a rate over a counter's first increment is right.</summary>
public sealed class Instruments
{
    static readonly string[] Phases = ["forward", "decoder", "backward", "optimizer", "starved", "blocked", "snapshot"];
    static readonly string[] SkipReasons = [.. Enum.GetNames<VideoFault>().Select(name => name.ToLowerInvariant())];

    readonly BlockInstruments[] blocks;
    readonly Histogram.Child[] ages;
    readonly Counter clips;
    readonly Counter skipped;
    readonly Histogram snapshotSeconds;
    readonly Gauge snapshotSuccess;

    /// <summary>Makes every series of a run.</summary>
    /// <param name="edges">Its edges, loader first; edge k feeds block k.</param>
    /// <param name="version">The version of this program.</param>
    /// <param name="regime">The run's regime.</param>
    public Instruments(IReadOnlyList<Edge> edges, string version, string regime)
    {
        Registry = Prometheus.Metrics.NewCustomRegistry();
        MetricFactory make = Prometheus.Metrics.WithCustomRegistry(Registry);
        make.CreateGauge(MetricNames.BuildInfo, "Always 1; labels say which build and regime this is.", "version", "regime").WithLabels(version, regime).Set(1);

        Counter updates = make.CreateCounter(MetricNames.BlockUpdates, "Updates made by a block.", "block");
        Gauge loss = make.CreateGauge(MetricNames.BlockLoss, "Loss of a block's last batch.", "block");
        Counter phase = make.CreateCounter(MetricNames.BlockPhaseSeconds, "Seconds a block spent in a phase.", "block", "phase");
        Histogram step = make.CreateHistogram(MetricNames.BlockStepSeconds, "Seconds of a block's step.", ["block"],
            new HistogramConfiguration { Buckets = Histogram.ExponentialBuckets(0.002, 2, 15) });
        Counter nonFinite = make.CreateCounter(MetricNames.NonFinite, "Steps a block refused for a loss or gradient that is not finite.", "block");
        Gauge live = make.CreateGauge(MetricNames.LiveTensors, "Tensors alive in a block: weights, moments and what its step has not freed.", "block");
        blocks = [.. edges.Select((_, k) => $"{k}").Select(name => new BlockInstruments(
            updates.WithLabels(name), loss.WithLabels(name), step.WithLabels(name), nonFinite.WithLabels(name), live.WithLabels(name),
            Phases.ToDictionary(p => p, p => phase.WithLabels(name, p), StringComparer.Ordinal)))];

        Histogram age = make.CreateHistogram(MetricNames.EdgeAge, "Age of an activation at its use, in updates of its producer.", ["edge"],
            new HistogramConfiguration { Buckets = [0, 1, 2, 3, 4, 6, 8, 12, 16, 32, 64, 128, 256, 512, 1024] });
        ages = [.. edges.Select(edge => age.WithLabels(edge.Name))];
        ObserveEdges(make, edges);

        clips = make.CreateCounter(MetricNames.Clips, "Clips that left the loader.");
        skipped = make.CreateCounter(MetricNames.ClipsSkipped, "Clips that could not be decoded and were replaced.", "reason");
        foreach (string reason in SkipReasons)
        {
            skipped.WithLabels(reason);
        }

        snapshotSeconds = make.CreateHistogram(MetricNames.SnapshotSeconds, "Seconds from a snapshot's first share to its manifest.",
            new HistogramConfiguration { Buckets = Histogram.ExponentialBuckets(0.005, 2, 14) });
        snapshotSuccess = make.CreateGauge(MetricNames.SnapshotLastSuccess, "When the last whole snapshot was written, in seconds since 1970-01-01 UTC.");
    }

    /// <summary>What a scrape reads.</summary>
    public CollectorRegistry Registry { get; }

    /// <summary>Notes a block's update.</summary>
    public void Stepped(BlockStepped step)
    {
        BlockInstruments block = blocks[step.Block];
        block.Updates.Inc();
        block.Loss.Set(step.Step.Loss);
        block.StepSeconds.Observe(step.ComputeSeconds);
        block.LiveTensors.Set(step.LiveTensors);
        block.Phase["forward"].Inc(step.Step.ForwardSeconds);
        block.Phase["decoder"].Inc(step.Step.DecoderSeconds);
        block.Phase["backward"].Inc(step.Step.BackwardSeconds);
        block.Phase["optimizer"].Inc(step.Step.OptimizerSeconds);
        block.Phase["starved"].Inc(step.StarvedSeconds);
        block.Phase["blocked"].Inc(step.BlockedSeconds);
        ages[step.Block].Observe(step.Age);
    }

    /// <summary>Notes a batch that left the loader.</summary>
    public void Emitted(BatchEmitted batch)
    {
        clips.Inc(batch.Clips);
        foreach (Data.Batches.SkippedClip clip in batch.Skipped)
        {
            skipped.WithLabels(clip.Reason).Inc();
        }
    }

    /// <summary>Notes a step that a block refused.</summary>
    public void Refused(Diverged divergence) => blocks[divergence.Block].NonFinite.Inc();

    /// <summary>Notes what a barrier cost a block.</summary>
    public void BlockSnapshotted(int block, double seconds) => blocks[block].Phase["snapshot"].Inc(seconds);

    /// <summary>Notes a whole snapshot.</summary>
    public void Snapshotted(double seconds, DateTimeOffset now)
    {
        snapshotSeconds.Observe(seconds);
        snapshotSuccess.Set((now - DateTimeOffset.UnixEpoch).TotalSeconds);
    }

    void ObserveEdges(MetricFactory make, IReadOnlyList<Edge> edges)
    {
        Gauge depth = make.CreateGauge(MetricNames.EdgeDepth, "Activations in an edge.", "edge");
        Gauge capacity = make.CreateGauge(MetricNames.EdgeCapacity, "Activations an edge may hold.", "edge");
        Counter produced = make.CreateCounter(MetricNames.EdgeProduced, "Activations put into an edge.", "edge");
        Counter consumed = make.CreateCounter(MetricNames.EdgeConsumed, "Activations taken out of an edge and used.", "edge");
        Counter dropped = make.CreateCounter(MetricNames.EdgeDropped, "Activations lost to an edge's overflow policy.", "edge", "reason");
        Collect();
        Registry.AddBeforeCollectCallback(Collect);

        // Read at the scrape: the edges count anyway, and a scrape costs the blocks nothing.
        void Collect()
        {
            foreach (Edge edge in edges)
            {
                EdgeCounts counts = edge.Counts();
                depth.WithLabels(edge.Name).Set(counts.Depth);
                capacity.WithLabels(edge.Name).Set(edge.Capacity);
                produced.WithLabels(edge.Name).IncTo(counts.Produced);
                consumed.WithLabels(edge.Name).IncTo(counts.Consumed);
                dropped.WithLabels(edge.Name, OverflowNames.Of(edge.Overflow)).IncTo(counts.Dropped);
            }
        }
    }

    sealed record BlockInstruments(
        Counter.Child Updates, Gauge.Child Loss, Histogram.Child StepSeconds, Counter.Child NonFinite, Gauge.Child LiveTensors,
        IReadOnlyDictionary<string, Counter.Child> Phase);
}
