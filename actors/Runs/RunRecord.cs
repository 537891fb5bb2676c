using System.Diagnostics;
using System.Globalization;
using Actors.Data.Batches;
using Actors.Edges;
using Actors.Logging;
using Actors.Messages;
using Actors.Regimes;
using Actors.Steering;

namespace Actors.Runs;

/// <summary>Everything measured in a run: feeds <c>steps.jsonl</c>, the metrics, the live view and <c>summary.json</c>.</summary>
/// <remarks>Used by the run coordinator only, on its thread.</remarks>
public sealed class RunRecord : IDisposable
{
    readonly RunPlan plan;
    readonly StepsLog log;
    readonly IReadOnlyList<BlockRecord> blocks;
    readonly string?[] hash;
    readonly Dictionary<string, SkippedSummary> skipped = new(StringComparer.Ordinal);
    readonly List<RestartSummary> restarts = [];
    readonly List<SteeringLine> steering = [];
    readonly DropNotices drops;
    readonly DataWait wait;
    IReadOnlyList<IEdgeView> edges = [];
    IReadOnlyList<string> nodes = [];
    long began;
    double seconds;
    long clipsLearned;

    /// <summary>An empty record, or one that goes on behind the batches of a snapshot.</summary>
    public RunRecord(RunPlan plan)
    {
        this.plan = plan;
        log = new StepsLog(plan.Directory.Steps, plan.Start?.Manifest.Batch ?? 0);
        blocks = [.. plan.Clocks.Select((clock, k) => new BlockRecord(k, clock))];
        hash = new string?[blocks.Count];
        began = plan.Time.GetTimestamp();
        drops = new DropNotices(plan.Observer);
        wait = new DataWait(plan.Regime);
        plan.Instruments.Watch(plan.Faults);
        plan.Instruments.Watch(plan.Clocks);
        plan.Instruments.Loading.Watch(plan.Cache);
    }

    /// <summary>The batch behind the last one that left the loader.</summary>
    public long NextBatch { get; private set; }

    /// <summary>Updates of a block.</summary>
    public long UpdatesOf(int block) => blocks[block].Updates;

    /// <summary>An incarnation begins at a snapshot.</summary>
    /// <param name="chain">Its chain.</param>
    /// <param name="views">What is known of its edges, loader first.</param>
    /// <param name="places">The node of each block; none in one process.</param>
    /// <param name="rollsBack">Whether everyone goes back to where it begins.</param>
    public void Begin(Chain chain, IReadOnlyList<IEdgeView> views, IReadOnlyList<string> places, bool rollsBack)
    {
        edges = views;
        nodes = places;
        plan.Instruments.Watch(edges);
        Array.Clear(hash);
        wait.Begin();
        NextBatch = chain.Loader.First;
        if (chain.Incarnation == 1)
        {
            began = plan.Time.GetTimestamp();
        }
        else if (rollsBack)
        {
            log.RollBack(chain.Loader.First);
            for (int k = 0; k < blocks.Count; k++)
            {
                long batches = LearnedBefore(k, chain.Loader.First);
                blocks[k].RollBack(batches, batches * plan.Options.Training.Batch);
            }

            clipsLearned = plan.Options.Training.Batch * (Learned(chain.Loader.First) - Learned(plan.Start?.Manifest.Batch ?? 0));
        }
    }

    /// <summary>Notes an update.</summary>
    public void Stepped(BlockStepped step)
    {
        blocks[step.Block].Stepped(step);
        clipsLearned += Counts(step.Block) ? step.Clips : 0;
        seconds = plan.Time.GetElapsedTime(began).TotalSeconds;
        plan.Instruments.Stepped(step);
        plan.Instruments.Loading.Waited(wait.Stepped(step));
        double time = (plan.Time.GetUtcNow() - DateTimeOffset.UnixEpoch).TotalSeconds;
        log.Append(new StepLine(
            time, step.Block, step.Batch, step.Update, step.Step.Loss, step.Age,
            step.StarvedSeconds, step.ComputeSeconds, step.BlockedSeconds, step.Step.GradNorm));
    }

    /// <summary>Notes an update that was skipped.</summary>
    public void Skipped(UpdateSkipped update)
    {
        blocks[update.Block].Skip();
        plan.Instruments.Skipped(update);
        EdgeCounts inlet = edges[update.Block].Counts();
        string text = $"block-{update.Block} skipped its update on batch {update.Batch}: loss {update.Loss:g6}, gradient norm {update.GradNorm:g6}";
        plan.Observer.Event(new RunEvent(RunSeverity.Warning, text)
        {
            Kind = EventKinds.UpdateSkipped,
            Block = update.Block,
            Batch = update.Batch,
            Node = nodes.Count > 0 ? nodes[update.Block] : null,
            Depth = inlet.Depth,
            Capacity = edges[update.Block].Plan.Capacity,
            Age = inlet.MeanAge,
        });
    }

    /// <summary>Notes a batch that left the loader; names a clip that was skipped in it for the first time.</summary>
    public void Emitted(BatchEmitted batch)
    {
        NextBatch = batch.Batch + 1;
        plan.Instruments.Emitted(batch);
        plan.Instruments.Loading.Waited(wait.Emitted(batch));
        foreach (SkippedClip clip in batch.Skipped)
        {
            if (skipped.TryGetValue(clip.Name, out SkippedSummary? before))
            {
                skipped[clip.Name] = before with { Times = before.Times + 1 };
            }
            else
            {
                skipped[clip.Name] = new SkippedSummary(clip.Name, clip.Reason, clip.Detail, 1);
                plan.Observer.Event(new RunEvent(RunSeverity.Warning, $"skipped {clip.Name}: {clip.Detail}; another clip takes its place")
                {
                    Kind = EventKinds.ClipSkipped,
                    Batch = batch.Batch,
                });
            }
        }
    }

    /// <summary>Notes what a barrier cost a block.</summary>
    public void Snapshotted(int block, double snapshotSeconds)
    {
        blocks[block].Snapshotted(snapshotSeconds);
        plan.Instruments.BlockSnapshotted(block, snapshotSeconds);
    }

    /// <summary>Notes a crash that the run survives, and the updates that the block has left.</summary>
    public void Restarted(RestartSummary restart, int block, long updates)
    {
        restarts.Add(restart);
        blocks[block].GoBack(updates);
    }

    /// <summary>Notes what was asked of the run.</summary>
    public void Steered(int incarnation, SteeringKind kind) => Steered(Line(kind, incarnation));

    /// <summary>Notes a block's other slowdown.</summary>
    public void Steered(int incarnation, SlowedDown slowed)
    {
        Steered(Line(SteeringKind.Slowdown, incarnation) with { Block = slowed.Block, Factor = slowed.Factor, Update = slowed.Updates });
        plan.Observer.Event(new RunEvent(RunSeverity.Info, string.Create(
            CultureInfo.InvariantCulture,
            $"block-{slowed.Block}: slowdown {slowed.Factor:g} instead of {slowed.Before:g}, behind update {slowed.Updates}"))
        {
            Kind = EventKinds.Steered,
            Block = slowed.Block,
            Node = nodes.Count > 0 ? nodes[slowed.Block] : null,
            Incarnation = incarnation,
        });
    }

    /// <summary>Notes that a block is done.</summary>
    /// <returns>Whether all are.</returns>
    public bool Finished(BlockFinished block)
    {
        hash[block.Block] = block.WeightsSha256;
        return hash.All(h => h is not null);
    }

    /// <summary>The moment, for a person to look at.</summary>
    public RunProgress Progress()
    {
        log.Flush();
        drops.Look(edges);
        long done = clipsLearned / plan.Options.Training.Batch;
        double elapsed = plan.Time.GetElapsedTime(began).TotalSeconds;
        long step = (plan.Start?.Manifest.Batch ?? 0) + done;
        return new RunProgress(
            step, plan.Steps, elapsed, clipsLearned / Math.Max(elapsed, 1e-9),
            done == 0 ? double.NaN : elapsed / done * (plan.Steps - step),
            skipped.Values.Sum(clip => clip.Times),
            [.. blocks.Select((block, k) => block.Progress() with { Node = nodes.Count > 0 ? nodes[k] : "" })],
            [.. edges.Select(Progress)]);
    }

    /// <summary>The content of <c>summary.json</c>.</summary>
    public RunSummary Summary()
    {
        log.Flush();
        return new()
        {
            Regime = RunPlans.NameOf(plan.Regime.Regime),
            Partition = plan.Partition.Layers,
            Model = plan.Options.Model.Name,
            Steps = plan.Regime.Regime == Regime.Sequential ? blocks.Sum(block => block.Updates) : blocks[^1].Updates,
            Clips = clipsLearned,
            ClipsPerSecond = seconds > 0 ? clipsLearned / seconds : 0,
            Seconds = seconds,
            FirstLoss = [.. blocks.Select(block => block.FirstLoss)],
            FinalLoss = [.. blocks.Select(block => block.Loss)],
            Edges = [.. edges.Select(Summary)],
            Blocks = [.. blocks.Select(block => block.Summary())],
            Data = new DataSummary(
                wait.Seconds, wait.FirstSeconds, seconds > wait.FirstSeconds ? wait.Seconds / (seconds - wait.FirstSeconds) : 0,
                FrameCacheSummary.Of(plan.Cache?.Counts())),
            Skipped = [.. skipped.Values.OrderBy(clip => clip.Clip, StringComparer.Ordinal)],
            Restarts = restarts,
            Steering = steering,
            PeakRssBytes = Process.GetCurrentProcess().PeakWorkingSet64,
            WeightsSha256 = [.. hash.Select(h => h ?? "")],
        };
    }

    /// <summary>Batches that a block has learned from when it has met all those before <paramref name="batch"/> and lost none.</summary>
    public long LearnedBefore(int block, long batch) => plan.Regime.LearnedBefore(block, batch);

    /// <inheritdoc/>
    public void Dispose() => log.Dispose();

    bool Counts(int block) => plan.Regime.Regime == Regime.Sequential || block == blocks.Count - 1;

    long Learned(long before) => Enumerable.Range(0, blocks.Count).Where(Counts).Sum(block => LearnedBefore(block, before));

    SteeringLine Line(SteeringKind kind, int incarnation) => new(
        (plan.Time.GetUtcNow() - DateTimeOffset.UnixEpoch).TotalSeconds, kind.ToString().ToLowerInvariant(), NextBatch, incarnation);

    // At once on the disk: it is what the run's timing can be explained by, however it ends.
    void Steered(SteeringLine line)
    {
        steering.Add(line);
        line.AppendTo(plan.Directory.Steering);
    }

    static EdgeProgress Progress(IEdgeView edge)
    {
        EdgeCounts counts = edge.Counts();
        return new EdgeProgress(edge.Name, counts.Depth, edge.Plan.Capacity, counts.Produced, counts.Consumed, counts.Dropped, counts.MeanAge);
    }

    static EdgeSummary Summary(IEdgeView edge)
    {
        EdgeCounts counts = edge.Counts();
        return new EdgeSummary(
            edge.Name, edge.Plan.Capacity, OverflowNames.Of(edge.Plan.Overflow), counts.Produced, counts.Consumed, counts.Dropped, counts.InFlight,
            counts.MaxDepth, counts.MeanAge, counts.MaxAge, counts.Overflowed, counts.TooOld, counts.LostToRecovery, counts.Reused);
    }
}
