using System.Text.Json;
using Actors.Blocks;
using Actors.Data.Video;
using Actors.Edges;
using Actors.Faults;
using Actors.Messages;
using Actors.Snapshots;
using Prometheus;

namespace Actors.Metrics;

/// <summary>A run's metrics. Every series exists from the start, so that a rate over a counter's first increment is right.</summary>
public sealed class Instruments
{
    /// <summary>Reason of a restart: the block's own actor crashed.</summary>
    public const string CrashReason = "crash";

    /// <summary>Reason of a restart: another block's actor crashed, and everyone goes back.</summary>
    public const string RollBackReason = "roll_back";

    static readonly string[] Phases = ["forward", "decoder", "backward", "optimizer", "starved", "blocked", "snapshot", "paused"];
    static readonly BlockState[] States = Enum.GetValues<BlockState>();
    static readonly string[] DropReasons = ["overflow", "age", "recovery"];
    static readonly string[] RestartReasons = [CrashReason, RollBackReason];
    static readonly string[] MemberStatuses = ["joining", "weaklyup", "up", "leaving", "exiting", "down", "removed", "unreachable"];
    static readonly string[] SkipReasons = [.. Enum.GetNames<VideoFault>().Select(name => name.ToLowerInvariant()), CorruptClips.Reason];

    readonly BlockInstruments[] blocks;
    readonly Histogram.Child[] ages;
    readonly Counter clips;
    readonly Counter skipped;
    readonly Counter restarts;
    readonly Counter snapshotFailures;
    readonly Histogram snapshotSeconds;
    readonly Gauge snapshotSuccess;
    readonly Gauge members;
    IReadOnlyList<IEdgeView> watched = [];
    IReadOnlyList<BlockClock> clocks = [];
    FaultPlan faults = FaultPlan.None;

    /// <summary>Makes every series of a run.</summary>
    /// <param name="edges">Its edges, loader first; edge k feeds block k.</param>
    /// <param name="version">The version of this program.</param>
    /// <param name="regime">The run's regime.</param>
    public Instruments(IReadOnlyList<EdgePlan> edges, string version, string regime)
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
        Gauge live = make.CreateGauge(MetricNames.LiveTensors, "Tensors a block holds: weights, moments, and graphs that wait for their gradient.", "block");
        blocks = [.. edges.Select((_, k) => $"{k}").Select(name => new BlockInstruments(
            updates.WithLabels(name), loss.WithLabels(name), step.WithLabels(name), nonFinite.WithLabels(name), live.WithLabels(name),
            Phases.ToDictionary(p => p, p => phase.WithLabels(name, p), StringComparer.Ordinal)))];

        Histogram age = make.CreateHistogram(MetricNames.EdgeAge, "Age of an activation at its use, in updates of its producer.", ["edge"],
            new HistogramConfiguration { Buckets = [0, 1, 2, 3, 4, 6, 8, 12, 16, 32, 64, 128, 256, 512, 1024] });
        ages = [.. edges.Select(edge => age.WithLabels(edge.Name))];
        ObserveEdges(make, edges);
        restarts = make.CreateCounter(MetricNames.BlockRestarts, "Restarts of a block's actor.", "block", "reason");
        foreach ((string block, string reason) in edges.SelectMany((_, k) => RestartReasons.Select(reason => ($"{k}", reason))))
        {
            restarts.WithLabels(block, reason);
        }

        clips = make.CreateCounter(MetricNames.Clips, "Clips that left the loader.");
        skipped = make.CreateCounter(MetricNames.ClipsSkipped, "Clips that could not be decoded and were replaced.", "reason");
        foreach (string reason in SkipReasons)
        {
            skipped.WithLabels(reason);
        }

        members = make.CreateGauge(MetricNames.ClusterMembers, "Members of the cluster that this process knows of; none in one process.", "status");
        Array.ForEach(MemberStatuses, status => members.WithLabels(status));
        Loading = new LoadingInstruments(Registry);
        snapshotFailures = make.CreateCounter(MetricNames.SnapshotFailures, "Snapshots that could not be written; the one before stays whole.");
        snapshotSeconds = make.CreateHistogram(MetricNames.SnapshotSeconds, "Seconds from a snapshot's first share to its manifest.",
            new HistogramConfiguration { Buckets = Histogram.ExponentialBuckets(0.005, 2, 14) });
        snapshotSuccess = make.CreateGauge(MetricNames.SnapshotLastSuccess, "When the last whole snapshot was written, in seconds since 1970-01-01 UTC.");
    }

    /// <summary>What a scrape reads.</summary>
    public CollectorRegistry Registry { get; }

    /// <summary>What blocks wait for.</summary>
    public LoadingInstruments Loading { get; }

    /// <summary>Notes whatever a block tells its run, if there is a metric of it.</summary>
    public void Note(IControlMessage said)
    {
        switch (said)
        {
            case BlockStepped step:
                Stepped(step);
                break;
            case UpdateSkipped update:
                Skipped(update);
                break;
            case Diverged divergence:
                Refused(divergence);
                break;
            case SnapshotPart part:
                BlockSnapshotted(part.Block, part.Seconds);
                break;
            default:
                break;
        }
    }

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

    /// <summary>Notes an update that a block skipped.</summary>
    public void Skipped(UpdateSkipped skipped) => blocks[skipped.Block].NonFinite.Inc();

    /// <summary>Notes that a block goes back to a snapshot.</summary>
    public void Restarted(int block, string reason) => restarts.WithLabels($"{block}", reason).Inc();

    /// <summary>Notes how many members of the cluster have a status.</summary>
    public void Members(string status, int count) => members.WithLabels(status).Set(count);

    /// <summary>Notes a snapshot that could not be written.</summary>
    public void SnapshotFailed() => snapshotFailures.Inc();

    /// <summary>From now on the counts of edges are these.</summary>
    public void Watch(IReadOnlyList<IEdgeView> edges) => Volatile.Write(ref watched, edges);

    /// <summary>From now on the states of blocks are what these say, a clock for each block.</summary>
    public void Watch(IReadOnlyList<BlockClock> blockClocks) => Volatile.Write(ref clocks, blockClocks);

    /// <summary>From now on firings of faults are this plan's.</summary>
    public void Watch(FaultPlan plan) => Volatile.Write(ref faults, plan);

    /// <summary>Notes what a barrier cost a block.</summary>
    public void BlockSnapshotted(int block, double seconds) => blocks[block].Phase["snapshot"].Inc(seconds);

    /// <summary>Notes a whole snapshot.</summary>
    public void Snapshotted(double seconds, DateTimeOffset now)
    {
        snapshotSeconds.Observe(seconds);
        snapshotSuccess.Set((now - DateTimeOffset.UnixEpoch).TotalSeconds);
    }

    void ObserveEdges(MetricFactory make, IReadOnlyList<EdgePlan> plans)
    {
        Gauge depth = make.CreateGauge(MetricNames.EdgeDepth, "Activations in an edge.", "edge");
        Gauge capacity = make.CreateGauge(MetricNames.EdgeCapacity, "Activations an edge may hold.", "edge");
        Counter produced = make.CreateCounter(MetricNames.EdgeProduced, "Activations put into an edge.", "edge");
        Counter consumed = make.CreateCounter(MetricNames.EdgeConsumed, "Activations taken out of an edge and used.", "edge");
        Counter dropped = make.CreateCounter(MetricNames.EdgeDropped, "Activations lost: to a full edge, for their age, or to a recovery.", "edge", "reason");
        Counter reused = make.CreateCounter(MetricNames.EdgeReused, "Times a starved consumer learned from an activation again.", "edge");
        Gauge state = make.CreateGauge(MetricNames.BlockState, "1 for the state that a block is in, 0 for the others.", "block", "status");
        Counter fired = make.CreateCounter(MetricNames.FaultsFired, "Faults that the configuration asked for and that have fired.", "kind");
        // Edges of a node are some of them, in any order.
        Dictionary<string, int> numbers = plans.Select((plan, k) => (plan.Name, k)).ToDictionary(StringComparer.Ordinal);
        // Looked up once: a scrape is to cost next to nothing.
        EdgeInstruments[] edges = [.. plans.Select(plan => new EdgeInstruments(
            depth.WithLabels(plan.Name), produced.WithLabels(plan.Name), consumed.WithLabels(plan.Name), reused.WithLabels(plan.Name),
            [.. DropReasons.Select(reason => dropped.WithLabels(plan.Name, reason))]))];
        Gauge.Child[][] states = [.. plans.Select((_, k) => States.Select(of => state.WithLabels($"{k}", of.ToString().ToLowerInvariant())).ToArray())];
        (FaultKind Kind, Counter.Child Count)[] kinds =
            [.. Enum.GetValues<FaultKind>().Select(kind => (kind, fired.WithLabels(JsonNamingPolicy.SnakeCaseLower.ConvertName($"{kind}"))))];
        foreach ((EdgePlan plan, Gauge.Child[] of) in plans.Zip(states))
        {
            capacity.WithLabels(plan.Name).Set(plan.Capacity);
            of[(int)BlockState.Starved].Set(1);
        }

        Collect();
        Registry.AddBeforeCollectCallback(Collect);

        // Read at the scrape: the edges count anyway, and a scrape costs the blocks nothing.
        void Collect()
        {
            foreach ((FaultKind kind, Counter.Child count) in kinds)
            {
                count.IncTo(Volatile.Read(ref faults).Fired(kind));
            }

            foreach ((int k, BlockClock clock) in Volatile.Read(ref clocks).Index())
            {
                // Once for all states, so that exactly one is 1.
                BlockState now = clock.State;
                blocks[k].Phase["paused"].IncTo(clock.SecondsIn(BlockState.Paused));
                for (int of = 0; of < States.Length; of++)
                {
                    states[k][of].Set(States[of] == now ? 1 : 0);
                }
            }

            foreach (IEdgeView edge in Volatile.Read(ref watched))
            {
                edges[numbers[edge.Name]].Take(edge.Counts());
            }
        }
    }

    sealed record EdgeInstruments(
        Gauge.Child Depth, Counter.Child Produced, Counter.Child Consumed, Counter.Child Reused, IReadOnlyList<Counter.Child> Dropped)
    {
        public void Take(EdgeCounts counts)
        {
            Depth.Set(counts.Depth);
            Produced.IncTo(counts.Produced);
            Consumed.IncTo(counts.Consumed);
            Reused.IncTo(counts.Reused);

            // In the order of DropReasons.
            Dropped[0].IncTo(counts.Overflowed);
            Dropped[1].IncTo(counts.TooOld);
            Dropped[2].IncTo(counts.LostToRecovery);
        }
    }

    sealed record BlockInstruments(
        Counter.Child Updates, Gauge.Child Loss, Histogram.Child StepSeconds, Counter.Child NonFinite, Gauge.Child LiveTensors,
        IReadOnlyDictionary<string, Counter.Child> Phase);
}
