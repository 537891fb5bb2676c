using Actors.CommandLine;
using Actors.Configuration;
using Actors.Runs;

namespace Actors.Terminal;

/// <summary>A run in a pipe or a log: a line at the start, warnings and errors as they come, a line at the end, nothing per step.</summary>
internal sealed class PlainView : IRunView
{
    readonly Shell shell;
    readonly Lock gate = new();

    /// <summary>Writes to that shell.</summary>
    public PlainView(Shell shell)
    {
        this.shell = shell;
    }

    /// <inheritdoc/>
    public void Begin(RunOptions options) => Say(Phrases.Start(options));

    /// <inheritdoc/>
    public void Event(RunEvent happened)
    {
        if (happened.Severity != RunSeverity.Info)
        {
            Say($"{(happened.Severity == RunSeverity.Warning ? "warning" : "error")}: {happened.Text.ReplaceLineEndings(" ")}");
        }
    }

    /// <inheritdoc/>
    public void Progress(RunProgress progress)
    {
    }

    /// <inheritdoc/>
    public void End(RunOutcome outcome)
    {
        Say(Phrases.End(outcome));
        foreach (string line in ResultTable.Lines(outcome))
        {
            shell.Out.WriteLine(line);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
    }

    void Say(string line)
    {
        // A signal's warning comes from another thread than the run's events.
        lock (gate)
        {
            shell.Error.WriteLine($"actors: {line}");
        }
    }
}
