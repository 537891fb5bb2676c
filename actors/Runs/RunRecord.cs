using System.Diagnostics;
using Actors.Data.Batches;
using Actors.Edges;
using Actors.Messages;

namespace Actors.Runs;

/// <summary>Everything measured in a run: feeds <c>steps.jsonl</c>, the metrics, the live view and <c>summary.json</c>.</summary>
/// <remarks>Used by the run coordinator only, on its thread.</remarks>
public sealed class RunRecord
{
    readonly RunPlan plan;
    readonly StepsLog log;
    readonly IReadOnlyList<BlockRecord> blocks;
    readonly string?[] hash;
    readonly Dictionary<string, SkippedSummary> skipped = new(StringComparer.Ordinal);
    long began;
    double seconds;

    /// <summary>An empty record.</summary>
    public RunRecord(RunPlan plan, StepsLog log)
    {
        this.plan = plan;
        this.log = log;
        blocks = [.. plan.Blocks.Select(block => new BlockRecord(block.Index, plan.Clocks[block.Index]))];
        hash = new string?[blocks.Count];
    }

    /// <summary>Training begins now.</summary>
    public void Begin() => began = plan.Time.GetTimestamp();

    /// <summary>Notes an update.</summary>
    public void Stepped(BlockStepped step)
    {
        blocks[step.Block].Stepped(step);
        seconds = plan.Time.GetElapsedTime(began).TotalSeconds;
        plan.Instruments.Stepped(step);
        double time = (plan.Time.GetUtcNow() - DateTimeOffset.UnixEpoch).TotalSeconds;
        log.Append(new StepLine(
            time, step.Block, step.Batch, step.Update, step.Step.Loss, step.Age,
            step.StarvedSeconds, step.ComputeSeconds, step.BlockedSeconds, step.Step.GradNorm));
    }

    /// <summary>Notes a batch that left the loader.</summary>
    /// <returns>Clips that were skipped for the first time, to be named once.</returns>
    public IReadOnlyList<SkippedClip> Emitted(BatchEmitted batch)
    {
        plan.Instruments.Emitted(batch);
        List<SkippedClip> news = [];
        foreach (SkippedClip clip in batch.Skipped)
        {
            bool known = skipped.TryGetValue(clip.Name, out SkippedSummary? before);
            skipped[clip.Name] = known ? before! with { Times = before.Times + 1 } : new SkippedSummary(clip.Name, clip.Reason, clip.Detail, 1);
            if (!known)
            {
                news.Add(clip);
            }
        }

        return news;
    }

    /// <summary>Notes what a barrier cost a block.</summary>
    public void Snapshotted(int block, double snapshotSeconds)
    {
        blocks[block].Snapshotted(snapshotSeconds);
        plan.Instruments.BlockSnapshotted(block, snapshotSeconds);
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
        BlockRecord last = blocks[^1];
        double elapsed = plan.Time.GetElapsedTime(began).TotalSeconds;
        return new RunProgress(
            last.Updates, plan.Steps, elapsed, last.Clips / Math.Max(elapsed, 1e-9),
            last.Updates == 0 ? double.NaN : elapsed / last.Updates * (plan.Steps - last.Updates),
            skipped.Values.Sum(clip => clip.Times),
            [.. blocks.Select(block => block.Progress())],
            [.. plan.Edges.Select(Progress)]);
    }

    /// <summary>The content of <c>summary.json</c>.</summary>
    public RunSummary Summary() => new()
    {
        Regime = plan.Options.Training.Regime.ToString().ToLowerInvariant(),
        Partition = [.. plan.Blocks.Select(block => block.Plan.Layers)],
        Model = plan.Options.Model.Name,
        Steps = blocks[^1].Updates,
        Clips = blocks[^1].Clips,
        ClipsPerSecond = seconds > 0 ? blocks[^1].Clips / seconds : 0,
        Seconds = seconds,
        FirstLoss = [.. blocks.Select(block => block.FirstLoss)],
        FinalLoss = [.. blocks.Select(block => block.Loss)],
        Edges = [.. plan.Edges.Select(Summary)],
        Blocks = [.. blocks.Select(block => block.Summary())],
        Skipped = [.. skipped.Values.OrderBy(clip => clip.Clip, StringComparer.Ordinal)],
        PeakRssBytes = Process.GetCurrentProcess().PeakWorkingSet64,
        WeightsSha256 = [.. hash.Select(h => h ?? "")],
    };

    static EdgeProgress Progress(Edge edge)
    {
        EdgeCounts counts = edge.Counts();
        return new EdgeProgress(edge.Name, counts.Depth, edge.Capacity, counts.Produced, counts.Consumed, counts.Dropped, counts.MeanAge);
    }

    static EdgeSummary Summary(Edge edge)
    {
        EdgeCounts counts = edge.Counts();
        return new EdgeSummary(
            edge.Name, edge.Capacity, OverflowNames.Of(edge.Overflow), counts.Produced, counts.Consumed, counts.Dropped, counts.InFlight,
            counts.MaxDepth, counts.MeanAge, counts.MaxAge);
    }
}
