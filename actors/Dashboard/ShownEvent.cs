using Actors.Runs;

namespace Actors.Dashboard;

/// <summary>One thing that happened in a run, as a page shows it.</summary>
/// <param name="Number">Its number, from 0.</param>
/// <param name="Time">When.</param>
/// <param name="Severity">How much it matters.</param>
/// <param name="Text">One line.</param>
public sealed record ShownEvent(long Number, DateTimeOffset Time, RunSeverity Severity, string Text);
