using System.Globalization;
using Actors.CommandLine;
using Actors.Logging;
using Actors.Runs;
using Actors.Sweeps;

namespace Actors.Terminal;

/// <summary>A sweep on standard error: one line that is redrawn where it is a terminal, else nothing but warnings and failures.</summary>
internal sealed class SweepView(Shell shell) : ISweepObserver, IDisposable
{
    const int Width = 79;

    readonly Lock gate = new();
    readonly SortedDictionary<int, string> lanes = [];
    bool drawn;

    /// <inheritdoc/>
    public ISweepTurn Turn(int lane, int number, int of, string name, string what)
    {
        var turn = new OneTurn(this, lane, $"{number}/{of} {name} {what}");
        turn.Draw("");
        return turn;
    }

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

    void Draw(int lane, string words)
    {
        lock (gate)
        {
            lanes[lane] = words;
            if (shell.IsLive)
            {
                // Each lane gets its share of the line.
                int most = ((Width + 2) / lanes.Count) - 2;
                string line = string.Join(" | ", lanes.Values.Select(each => each[..Math.Min(most, each.Length)]));
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

    /// <summary>What is said of one run.</summary>
    sealed class OneTurn(SweepView view, int lane, string words) : ISweepTurn
    {
        public void Draw(string rest) => view.Draw(lane, words + rest);

        public void Progress(RunProgress progress) => Draw(string.Create(
            CultureInfo.InvariantCulture, $", step {progress.Step}/{progress.Steps}, {Phrases.Duration(progress.RemainingSeconds)} left"));

        public void Embedded(int done, int total) => Draw(string.Create(CultureInfo.InvariantCulture, $", {done}/{total} clips"));

        public void Event(RunEvent happened)
        {
            if (happened.Severity != RunSeverity.Info)
            {
                view.Say($"{(happened.Severity == RunSeverity.Warning ? "warning" : "error")}: {happened.Text}");
            }
            else if (happened.Kind == EventKinds.Waiting)
            {
                Draw($", {happened.Text}");
            }
        }

        public void Warn(string text) => view.Say($"warning: {text}");
    }
}
