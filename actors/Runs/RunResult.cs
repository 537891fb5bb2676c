namespace Actors.Runs;

/// <summary>How training ended, as the coordinator saw it.</summary>
/// <param name="Code">The exit code of the process.</param>
/// <param name="Message">One line: what ended it; empty when it is done.</param>
/// <param name="Summary">What was measured; null when training never began.</param>
public sealed record RunResult(ExitCode Code, string Message, RunSummary? Summary);
