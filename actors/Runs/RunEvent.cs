namespace Actors.Runs;

/// <summary>One thing that happened in a run.</summary>
/// <param name="Severity">How much it matters.</param>
/// <param name="Text">One line.</param>
public sealed record RunEvent(RunSeverity Severity, string Text);
