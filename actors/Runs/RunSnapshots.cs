using Actors.Logging;
using Actors.Messages;
using Actors.Snapshots;

namespace Actors.Runs;

/// <summary>Completes a run's snapshots from the blocks' shares. Used by the run coordinator only, on its thread.</summary>
public sealed class RunSnapshots
{
    readonly RunPlan plan;
    readonly RunRecord record;
    readonly SnapshotLedger ledger;
    readonly Dictionary<long, long> began = [];

    /// <summary>No snapshot under way; what a dead process had under way is removed.</summary>
    public RunSnapshots(RunPlan plan, RunRecord record)
    {
        this.plan = plan;
        this.record = record;
        ledger = new SnapshotLedger(plan.Blocks);
        SnapshotFolder.RemoveUnfinished(plan.Directory.Snapshots);
    }

    /// <summary>Whether no snapshot is under way.</summary>
    public bool Idle => ledger.Idle;

    /// <summary>Takes in that a block's share is begun, is written, or could not be.</summary>
    public void Take(object message, int incarnation)
    {
        switch (message)
        {
            case SnapshotBegun begun when ledger.Begin(begun.Batch):
                began[begun.Batch] = plan.Time.GetTimestamp();
                break;
            case SnapshotPart part:
                record.Snapshotted(part.Block, part.Seconds);
                if (ledger.Take(part, out bool abandoned) is { } parts)
                {
                    Complete(part.Batch, parts, incarnation);
                }

                RemoveIf(abandoned, part.Batch, incarnation);
                break;
            case SnapshotFailed failed:
                if (ledger.Fail(failed.Batch, out abandoned))
                {
                    Warn(failed.Batch, failed.Cause);
                }

                RemoveIf(abandoned, failed.Batch, incarnation);
                break;
            default:
                break;
        }
    }

    /// <summary>Forgets what was under way.</summary>
    public void Clear()
    {
        ledger.Clear();
        began.Clear();
        SnapshotFolder.RemoveUnfinished(plan.Directory.Snapshots);
    }

    /// <summary>Writes the manifest of the blocks' last good states.</summary>
    public void KeepLastGood(IReadOnlyList<SnapshotPart> parts)
    {
        bool consistent = parts.All(part => part.Batch == parts[0].Batch);
        RunJson.Write(Path.Combine(plan.Directory.LastGood, SnapshotFolder.Manifest), Manifest(parts.Min(part => part.Batch), consistent, parts));
    }

    void Complete(long batch, IReadOnlyList<SnapshotPart> parts, int incarnation)
    {
        try
        {
            SnapshotFolder.Complete(plan.Directory.Snapshots, Manifest(batch, true, parts), incarnation);
            SnapshotFolder.Prune(plan.Directory.Snapshots, plan.Options.Snapshots.Keep);
            began.Remove(batch, out long since);
            double seconds = plan.Time.GetElapsedTime(since).TotalSeconds;
            plan.Instruments.Snapshotted(seconds, plan.Time.GetUtcNow());
            plan.Observer.Event(new RunEvent(RunSeverity.Info, $"snapshot {batch} written in {seconds:0.00} s") { Kind = EventKinds.SnapshotWritten, Batch = batch });
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Warn(batch, e);
        }
    }

    void RemoveIf(bool abandoned, long batch, int incarnation)
    {
        if (abandoned)
        {
            SnapshotFolder.RemoveUnfinished(plan.Directory.Snapshots, SnapshotFolder.Unfinished(batch, incarnation));
        }
    }

    void Warn(long batch, Exception cause)
    {
        plan.Instruments.SnapshotFailed();
        plan.Observer.Event(new RunEvent(
            RunSeverity.Warning, $"snapshot {batch} could not be written ({RunFaults.FirstLine(cause)}); training goes on, the one before is whole")
        {
            Kind = EventKinds.SnapshotFailed,
            Batch = batch,
        });
    }

    SnapshotManifest Manifest(long batch, bool consistent, IReadOnlyList<SnapshotPart> parts) => new(
        1, batch, consistent, plan.Options.Training.Seed, plan.Options.Model.Name, RunPlans.NameOf(plan.Regime.Regime), plan.Partition.Layers, parts,
        RunPlans.NameOf(plan.Shape.DecoderAttention));
}
