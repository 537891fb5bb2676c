using System.Globalization;
using Actors.CommandLine;
using Actors.Runs;
using Actors.Sweeps;

namespace Actors.Terminal;

/// <summary>A sweep on standard error: one line that is redrawn where it is a terminal, else nothing but warnings and failures.</summary>
internal sealed class SweepView(Shell shell) : ISweepObserver, IDisposable
{
    const int Width = 79;

    readonly Lock gate = new();
    string turn = "";
    bool drawn;

    /// <inheritdoc/>
    public void Turn(int number, int of, string name, string what)
    {
        lock (gate)
        {
            turn = $"{number}/{of} {name} {what}";
        }

        Draw("");
    }

    /// <inheritdoc/>
    public void Progress(RunProgress progress) => Draw(string.Create(
        CultureInfo.InvariantCulture, $", step {progress.Step}/{progress.Steps}, {Phrases.Duration(progress.RemainingSeconds)} left"));

    /// <inheritdoc/>
    public void Embedded(int done, int total) => Draw(string.Create(CultureInfo.InvariantCulture, $", {done}/{total} clips"));

    /// <inheritdoc/>
    public void Event(RunEvent happened)
    {
        if (happened.Severity != RunSeverity.Info)
        {
            Say($"{(happened.Severity == RunSeverity.Warning ? "warning" : "error")}: {happened.Text}");
        }
    }

    /// <inheritdoc/>
    public void Warn(string text) => Say($"warning: {text}");

    /// <inheritdoc/>
    public void Failed(string name, string message) => Say($"{name}: {message}");

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (gate)
        {
            Clear();
        }
    }

    void Draw(string rest)
    {
        lock (gate)
        {
            if (shell.IsLive)
            {
                string line = turn + rest;
                shell.Error.Write($"\r\u001b[K{line[..Math.Min(Width, line.Length)]}");
                drawn = true;
            }
        }
    }

    void Say(string line)
    {
        lock (gate)
        {
            Clear();
            shell.Error.WriteLine($"actors: {line.ReplaceLineEndings(" ")}");
        }
    }

    void Clear()
    {
        if (drawn)
        {
            shell.Error.Write("\r\u001b[K");
            drawn = false;
        }
    }
}
