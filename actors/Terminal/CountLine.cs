using Actors.CommandLine;

namespace Actors.Terminal;

/// <summary>One line on standard error that counts up while something is done; silent when that is no terminal.</summary>
internal sealed class CountLine : IDisposable
{
    static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);

    readonly Shell shell;
    readonly string what;
    readonly int total;
    readonly TimeProvider time;
    readonly Lock gate = new();
    long last;
    bool drawn;

    /// <summary>Counts to <paramref name="total"/>.</summary>
    public CountLine(Shell shell, string what, int total, TimeProvider? time = null)
    {
        this.shell = shell;
        this.what = what;
        this.total = total;
        this.time = time ?? TimeProvider.System;
        last = this.time.GetTimestamp();
    }

    /// <summary>The largest count reported.</summary>
    public int Done { get; private set; }

    /// <summary>Takes the count so far, from any thread, in any order.</summary>
    public void Report(int done)
    {
        lock (gate)
        {
            Done = Math.Max(Done, done);
            if (shell.IsLive && time.GetElapsedTime(last) >= Interval)
            {
                last = time.GetTimestamp();
                drawn = true;
                shell.Error.Write($"\r{Done}/{total} {what}");
            }
        }
    }

    /// <summary>Clears the line.</summary>
    public void Dispose()
    {
        lock (gate)
        {
            if (drawn)
            {
                shell.Error.Write("\r\u001b[K");
                drawn = false;
            }
        }
    }
}
