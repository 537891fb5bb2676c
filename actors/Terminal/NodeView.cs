using System.Globalization;
using Actors.CommandLine;
using Actors.Logging;
using Actors.Runs;

namespace Actors.Terminal;

/// <summary>What a node says: one line an event, with the time.</summary>
/// <param name="shell">Where.</param>
/// <param name="log">What is said, and how.</param>
/// <param name="node">The node's name.</param>
internal sealed class NodeView(Shell shell, LogOptions log, string node) : IRunObserver, IDisposable
{
    readonly LogLevels levels = new(log);
    readonly Lock gate = new();

    /// <inheritdoc/>
    public void Event(RunEvent happened)
    {
        if (levels.Let(happened))
        {
            Say(happened);
        }
    }

    /// <inheritdoc/>
    public void Progress(RunProgress progress)
    {
    }

    /// <summary>The node has ended.</summary>
    /// <param name="code">The exit code.</param>
    /// <param name="message">One line; empty when there is nothing to say.</param>
    public void End(ExitCode code, string message)
    {
        if (message.Length > 0)
        {
            // The line before the prompt says why, without the word: the code does.
            Say(RunEvents.Ended(code, message), named: false);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => shell.Error.Flush();

    void Say(RunEvent happened, bool named = true)
    {
        DateTimeOffset now = DateTimeOffset.UtcNow;
        string word = named && happened.Severity != RunSeverity.Info ? $"{happened.Severity.ToString().ToLowerInvariant()}: " : "";
        lock (gate)
        {
            shell.Error.WriteLine(log.Format == LogFormat.Json
                ? LogLine.Of(LogFormat.Json, now, happened, node)
                : string.Create(CultureInfo.InvariantCulture, $"actors: {now:HH:mm:ss.fff} {word}{happened.Text.ReplaceLineEndings(" ")}"));
        }
    }
}
