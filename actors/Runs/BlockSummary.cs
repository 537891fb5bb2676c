namespace Actors.Runs;

/// <summary>Where a block's time went, in seconds.</summary>
/// <param name="Block">Its number, from 0.</param>
/// <param name="Updates">Updates it made.</param>
/// <param name="ComputeSeconds">In a step.</param>
/// <param name="StarvedSeconds">Waiting for an activation.</param>
/// <param name="BlockedSeconds">Holding an output without credit.</param>
/// <param name="ForwardSeconds">Of the steps: layers.</param>
/// <param name="DecoderSeconds">Of the steps: decoder and loss, forward.</param>
/// <param name="BackwardSeconds">Of the steps: back-propagation through decoder and layers.</param>
/// <param name="OptimizerSeconds">Of the steps: the update.</param>
/// <param name="SnapshotSeconds">Copying its state at barriers.</param>
/// <param name="SkippedUpdates">Updates it did not make because a loss or gradient was not finite.</param>
public sealed record BlockSummary(
    int Block, long Updates, double ComputeSeconds, double StarvedSeconds, double BlockedSeconds,
    double ForwardSeconds, double DecoderSeconds, double BackwardSeconds, double OptimizerSeconds, double SnapshotSeconds, long SkippedUpdates)
{
    /// <summary>Waiting because it was told to (<c>actors control</c>); in no other state's seconds.</summary>
    public double PausedSeconds { get; init; }
}
