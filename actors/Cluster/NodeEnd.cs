using Actors.Runs;

namespace Actors.Cluster;

/// <summary>How a node ended.</summary>
/// <param name="Code">Exit code of the process.</param>
/// <param name="Message">One line; empty when the run ended.</param>
public sealed record NodeEnd(ExitCode Code, string Message);
