using Actors.Configuration;
using Actors.Runs;

namespace Actors.Terminal;

/// <summary>Shows a run to a person or to a log, from its first line to its result.</summary>
internal interface IRunView : IRunObserver, IDisposable
{
    /// <summary>Before training.</summary>
    void Begin(RunOptions options);

    /// <summary>After it, however it ended.</summary>
    void End(RunOutcome outcome);
}
