using Actors.CommandLine;
using Actors.Configuration;
using Actors.Logging;
using Actors.Runs;

namespace Actors.Terminal;

/// <summary>A run in a pipe or a log: a line at the start, warnings and errors as they come, a line at the end, nothing per step.</summary>
/// <remarks>As JSON, every event that is logged at all: a program reads it.</remarks>
internal sealed class PlainView : IRunView
{
    readonly Shell shell;
    readonly Lock gate = new();
    LogOptions log = new();
    LogLevels levels = new(new LogOptions());

    /// <summary>Writes to that shell.</summary>
    public PlainView(Shell shell)
    {
        this.shell = shell;
    }

    bool IsJson => log.Format == LogFormat.Json;

    /// <inheritdoc/>
    public void Begin(RunOptions options)
    {
        log = options.Log;
        levels = new LogLevels(log);
        Say(RunEvents.Began(options));
    }

    /// <inheritdoc/>
    public void Event(RunEvent happened)
    {
        if ((IsJson || happened.Severity != RunSeverity.Info) && levels.Let(happened))
        {
            Say(happened, happened.Severity == RunSeverity.Warning ? "warning: " : "error: ");
        }
    }

    /// <inheritdoc/>
    public void Progress(RunProgress progress)
    {
    }

    /// <inheritdoc/>
    public void End(RunOutcome outcome)
    {
        Say(RunEvents.Ended(outcome));
        foreach (string line in ResultTable.Lines(outcome))
        {
            shell.Out.WriteLine(line);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
    }

    void Say(RunEvent happened, string before = "")
    {
        // A signal's warning comes from another thread than the run's events.
        lock (gate)
        {
            shell.Error.WriteLine(IsJson
                ? LogLine.Of(LogFormat.Json, DateTimeOffset.UtcNow, happened) : $"actors: {before}{happened.Text.ReplaceLineEndings(" ")}");
        }
    }
}
