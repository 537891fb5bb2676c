namespace Actors.Runs;

/// <summary>How a run ended.</summary>
/// <param name="Code">The exit code of the process.</param>
/// <param name="Message">One line: what ended the run; empty when it is done.</param>
/// <param name="Directory">The run directory.</param>
/// <param name="Summary">What <c>summary.json</c> holds; null when the run did not come that far.</param>
public sealed record RunOutcome(ExitCode Code, string Message, string Directory, RunSummary? Summary);
