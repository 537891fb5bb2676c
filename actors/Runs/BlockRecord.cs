using Actors.Blocks;
using Actors.Messages;

namespace Actors.Runs;

/// <summary>What is known of one block's steps so far.</summary>
public sealed class BlockRecord
{
    const int Window = 20;

    readonly int block;
    readonly BlockClock clock;
    readonly Queue<double> recent = new();
    double forward;
    double decoder;
    double backward;
    double optimizer;
    double snapshots;

    /// <summary>Nothing known yet.</summary>
    public BlockRecord(int block, BlockClock clock)
    {
        this.block = block;
        this.clock = clock;
    }

    /// <summary>Updates it has made.</summary>
    public long Updates { get; private set; }

    /// <summary>Clips it has learned from.</summary>
    public long Clips { get; private set; }

    /// <summary>Loss of its first batch; NaN before.</summary>
    public double FirstLoss { get; private set; } = double.NaN;

    /// <summary>Mean loss of its last batches, 20 at most; NaN before the first.</summary>
    public double Loss => recent.Count == 0 ? double.NaN : recent.Average();

    /// <summary>Notes an update.</summary>
    public void Stepped(BlockStepped step)
    {
        FirstLoss = double.IsNaN(FirstLoss) ? step.Step.Loss : FirstLoss;
        Updates = step.Update;
        Clips += step.Clips;
        forward += step.Step.ForwardSeconds;
        decoder += step.Step.DecoderSeconds;
        backward += step.Step.BackwardSeconds;
        optimizer += step.Step.OptimizerSeconds;
        recent.Enqueue(step.Step.Loss);
        if (recent.Count > Window)
        {
            recent.Dequeue();
        }
    }

    /// <summary>Updates it skipped because a loss or gradient was not finite.</summary>
    public long Skipped { get; private set; }

    /// <summary>Notes a skipped update.</summary>
    public void Skip() => Skipped++;

    /// <summary>Notes that the block alone went back to a state with that many updates: a crash before its next one loses none twice.</summary>
    public void GoBack(long updates) => Updates = updates;

    /// <summary>Forgets the losses of updates that are to be made again.</summary>
    public void RollBack(long updates, long clips)
    {
        Updates = updates;
        Clips = clips;
        recent.Clear();
    }

    /// <summary>Notes seconds that a barrier cost the block.</summary>
    public void Snapshotted(double seconds) => snapshots += seconds;

    /// <summary>For a person to look at.</summary>
    public BlockProgress Progress() => new(
        block, Updates, FirstLoss, Loss, clock.State,
        clock.SecondsIn(BlockState.Starved), clock.SecondsIn(BlockState.Computing), clock.SecondsIn(BlockState.Blocked))
    {
        LastLoss = recent.LastOrDefault(double.NaN),
        PausedSeconds = clock.SecondsIn(BlockState.Paused),
    };

    /// <summary>For <c>summary.json</c>.</summary>
    public BlockSummary Summary() => new(
        block, Updates,
        clock.SecondsIn(BlockState.Computing), clock.SecondsIn(BlockState.Starved), clock.SecondsIn(BlockState.Blocked),
        forward, decoder, backward, optimizer, snapshots, Skipped)
    {
        PausedSeconds = clock.SecondsIn(BlockState.Paused),
    };
}
