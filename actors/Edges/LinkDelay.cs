namespace Actors.Edges;

/// <summary>Plays a slower link: when a message that is sent now would arrive.</summary>
/// <remarks>Belongs to one edge's lane, which guards it.</remarks>
public sealed class LinkDelay
{
    readonly TimeProvider time;
    readonly double latency;
    readonly double bandwidth;
    long free;

    /// <summary>A link.</summary>
    /// <param name="latencySeconds">Time every message spends on it, in seconds.</param>
    /// <param name="bytesPerSecond">Its rate; 0 is unlimited.</param>
    /// <param name="time">The clock.</param>
    public LinkDelay(double latencySeconds, double bytesPerSecond, TimeProvider time)
    {
        latency = latencySeconds;
        bandwidth = bytesPerSecond;
        this.time = time;
    }

    /// <summary>Whether it delays anything.</summary>
    public bool Instant => latency <= 0 && bandwidth <= 0;

    /// <summary>The present, as a timestamp of the clock.</summary>
    public long Now => time.GetTimestamp();

    /// <summary>Sends bytes and gives the timestamp of their arrival, never before that of what was sent earlier.</summary>
    public long Arrival(long bytes)
    {
        double transfer = bandwidth > 0 ? bytes / bandwidth : 0;
        free = Math.Max(free, Now) + Ticks(transfer);
        return free + Ticks(latency);
    }

    /// <summary>Time from now to a timestamp; zero when it has passed.</summary>
    public TimeSpan Until(long timestamp) => timestamp <= Now ? TimeSpan.Zero : time.GetElapsedTime(Now, timestamp);

    long Ticks(double seconds) => (long)(seconds * time.TimestampFrequency);
}
