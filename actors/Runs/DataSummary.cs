namespace Actors.Runs;

/// <summary>How a run was supplied with data.</summary>
/// <param name="WaitSeconds">Seconds that blocks stood still for want of a batch, without those for the first.</param>
/// <param name="FirstBatchSeconds">Seconds until the first batch was there, of all incarnations.</param>
/// <param name="WaitShare"><paramref name="WaitSeconds"/> over the run's seconds behind the first batch.</param>
/// <param name="Cache">What the cache of decoded frames did in this process; null without one.</param>
public sealed record DataSummary(double WaitSeconds, double FirstBatchSeconds, double WaitShare, FrameCacheSummary? Cache);
