namespace Actors.Runs;

/// <summary>How many crashes a run survives within a window of time.</summary>
public sealed class RestartBudget
{
    readonly int restarts;
    readonly TimeSpan window;
    readonly TimeProvider time;
    readonly Queue<long> spent = new();

    /// <summary>A full budget.</summary>
    public RestartBudget(int restarts, TimeSpan window, TimeProvider time)
    {
        this.restarts = restarts;
        this.window = window;
        this.time = time;
    }

    /// <summary>Takes one restart, unless as many as allowed lie within the window.</summary>
    public bool TrySpend()
    {
        while (spent.TryPeek(out long when) && time.GetElapsedTime(when) > window)
        {
            spent.Dequeue();
        }

        if (spent.Count >= restarts)
        {
            return false;
        }

        spent.Enqueue(time.GetTimestamp());
        return true;
    }
}
