using Actors.Runs;

namespace Actors.Logging;

/// <summary>Stands between a run and its observer, and writes its events to <c>actors.log</c>, a line each.</summary>
/// <remarks>Events before the run directory is known are kept, and written first; no more than <see cref="Kept"/> of them.</remarks>
public sealed class RunLog : IRunObserver, IDisposable
{
    /// <summary>Most events that wait for the file.</summary>
    public const int Kept = 1000;

    readonly IRunObserver next;
    readonly LogOptions options;
    readonly LogLevels levels;
    readonly TimeProvider time;
    readonly string? node;
    readonly Lock gate = new();
    readonly Queue<string> waiting = new();
    StreamWriter? file;
    bool broken;

    /// <summary>A log without a file yet.</summary>
    /// <param name="next">Is told everything as well.</param>
    /// <param name="options">What is logged, and how.</param>
    /// <param name="time">The clock of events.</param>
    /// <param name="node">The process's name in a cluster; null for a run's.</param>
    public RunLog(IRunObserver next, LogOptions options, TimeProvider time, string? node = null)
    {
        this.next = next;
        this.options = options;
        levels = new LogLevels(options);
        this.time = time;
        this.node = node;
    }

    /// <summary>Writes to a file from now on, behind what is in it. Again and again is once.</summary>
    /// <param name="path">The file.</param>
    public void Begin(string path)
    {
        lock (gate)
        {
            if (file is not null || broken)
            {
                return;
            }
        }

        Guard(path, () =>
        {
            file = new StreamWriter(new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete)) { AutoFlush = true, NewLine = "\n" };
            while (waiting.TryDequeue(out string? line))
            {
                file.WriteLine(line);
            }
        });
    }

    /// <summary>Logs an event that the observer knows already.</summary>
    public void Note(RunEvent happened)
    {
        if (!levels.Let(happened))
        {
            return;
        }

        string line = LogLine.Of(options.Format, time.GetUtcNow(), happened, node);
        Guard("actors.log", () =>
        {
            if (file is not null)
            {
                file.WriteLine(line);
            }
            else if (waiting.Count < Kept)
            {
                waiting.Enqueue(line);
            }
        });
    }

    /// <inheritdoc/>
    public void Event(RunEvent happened)
    {
        Note(happened);
        next.Event(happened);
    }

    /// <inheritdoc/>
    public void Progress(RunProgress progress) => next.Progress(progress);

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (gate)
        {
            file?.Dispose();
            file = null;
            broken = true;
        }
    }

    // A full disk costs the log, not the run, and is told once.
    void Guard(string path, Action write)
    {
        string? problem = null;
        lock (gate)
        {
            if (broken)
            {
                return;
            }

            try
            {
                write();
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                broken = true;
                problem = e.Message;
            }
        }

        if (problem is not null)
        {
            next.Event(new RunEvent(RunSeverity.Warning, $"the log ends here: {path} cannot be written ({problem})"));
        }
    }
}
