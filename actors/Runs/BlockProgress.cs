using Actors.Blocks;

namespace Actors.Runs;

/// <summary>One block at a moment of the run.</summary>
/// <param name="Block">Its number, from 0.</param>
/// <param name="Updates">Updates it has made.</param>
/// <param name="FirstLoss">Loss of its first batch; NaN before.</param>
/// <param name="Loss">Mean loss of its last batches (at most 20); NaN before the first.</param>
/// <param name="State">What it is doing.</param>
/// <param name="StarvedSeconds">Seconds it waited for an activation.</param>
/// <param name="ComputeSeconds">Seconds it computed.</param>
/// <param name="BlockedSeconds">Seconds it held an output without credit.</param>
public sealed record BlockProgress(
    int Block, long Updates, double FirstLoss, double Loss, BlockState State, double StarvedSeconds, double ComputeSeconds, double BlockedSeconds)
{
    /// <summary>Loss of its last batch; NaN before the first.</summary>
    public double LastLoss { get; init; } = double.NaN;

    /// <summary>Seconds it waited because it was told to.</summary>
    public double PausedSeconds { get; init; }

    /// <summary>The node it is on; empty in one process.</summary>
    public string Node { get; init; } = "";
}
