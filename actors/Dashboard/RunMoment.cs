using Actors.Runs;

namespace Actors.Dashboard;

/// <summary>All that is known of a run at a moment, as <c>/progress</c> says it and a page is told first.</summary>
/// <param name="Run">What the run is.</param>
/// <param name="Events">The last events, oldest first.</param>
/// <param name="Losses">The losses so far: a step, and each block's loss at it.</param>
/// <param name="Progress">The moment; null before training.</param>
public sealed record RunMoment(RunIdentity Run, IReadOnlyList<ShownEvent> Events, IReadOnlyList<IReadOnlyList<double>> Losses, RunProgress? Progress);
