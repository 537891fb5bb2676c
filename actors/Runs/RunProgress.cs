namespace Actors.Runs;

/// <summary>The whole run at a moment, for a person to look at.</summary>
/// <param name="Step">Updates of the last block.</param>
/// <param name="Steps">Updates each block is to make.</param>
/// <param name="Seconds">Seconds since training began.</param>
/// <param name="ClipsPerSecond">Clips per second through the last block, over the whole run so far.</param>
/// <param name="RemainingSeconds">Estimate of the seconds left; NaN before the first update.</param>
/// <param name="SkippedClips">Clips that could not be decoded and were replaced.</param>
/// <param name="Blocks">Each block.</param>
/// <param name="Edges">Each edge, loader first.</param>
public sealed record RunProgress(
    long Step, long Steps, double Seconds, double ClipsPerSecond, double RemainingSeconds, long SkippedClips,
    IReadOnlyList<BlockProgress> Blocks, IReadOnlyList<EdgeProgress> Edges)
{
    /// <summary>Whether it has been told to wait.</summary>
    public bool Paused { get; init; }

    /// <summary>Number of the attempt, from 1.</summary>
    public int Incarnation { get; init; } = 1;

    /// <summary>The nodes of the cluster; none in one process.</summary>
    public IReadOnlyList<MemberProgress> Members { get; init; } = [];
}
