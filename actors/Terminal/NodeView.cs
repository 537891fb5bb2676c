using System.Globalization;
using Actors.CommandLine;
using Actors.Runs;

namespace Actors.Terminal;

/// <summary>What a node says: one line an event, with the time.</summary>
internal sealed class NodeView(Shell shell) : IRunObserver, IDisposable
{
    readonly Lock gate = new();

    /// <inheritdoc/>
    public void Event(RunEvent happened) =>
        Say(happened.Severity == RunSeverity.Info ? happened.Text : $"{happened.Severity.ToString().ToLowerInvariant()}: {happened.Text}");

    /// <inheritdoc/>
    public void Progress(RunProgress progress)
    {
    }

    /// <summary>Says a line.</summary>
    public void Say(string line)
    {
        lock (gate)
        {
            shell.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"actors: {DateTimeOffset.UtcNow:HH:mm:ss.fff} {line.ReplaceLineEndings(" ")}"));
        }
    }

    /// <inheritdoc/>
    public void Dispose() => shell.Error.Flush();
}
