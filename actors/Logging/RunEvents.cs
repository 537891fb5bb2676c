using Actors.Configuration;
using Actors.Runs;
using Actors.Terminal;

namespace Actors.Logging;

/// <summary>Events that are told in several places.</summary>
internal static class RunEvents
{
    /// <summary>A run begins.</summary>
    public static RunEvent Began(RunOptions options) => new(RunSeverity.Info, Phrases.Start(options)) { Kind = EventKinds.Began };

    /// <summary>A run has ended.</summary>
    public static RunEvent Ended(RunOutcome outcome) => Ended(outcome.Code, Phrases.End(outcome));

    /// <summary>A process's part in a run has ended.</summary>
    /// <param name="code">The exit code.</param>
    /// <param name="text">One line.</param>
    public static RunEvent Ended(ExitCode code, string text) =>
        new(code is ExitCode.Done or ExitCode.Interrupted or ExitCode.Terminated ? RunSeverity.Info : RunSeverity.Error, text)
        {
            Kind = EventKinds.Ended,
            Code = (int)code,
        };
}
