using System.Diagnostics;

namespace Actors.Tracing;

/// <summary>A process's clock as its trace has it: nanoseconds of its monotonic clock, whose zero is its own.</summary>
/// <param name="skew">How far it is off on purpose.</param>
internal sealed class TraceClock(TimeSpan skew)
{
    readonly long off = skew.Ticks * TimeSpan.NanosecondsPerTick;

    /// <summary>The time.</summary>
    public long Now => Of(Stopwatch.GetTimestamp());

    /// <summary>The time that a timestamp stands for.</summary>
    /// <param name="timestamp">As <see cref="Stopwatch.GetTimestamp"/> counts.</param>
    public long Of(long timestamp) => off + (Stopwatch.Frequency == 1_000_000_000
        ? timestamp : (long)((Int128)timestamp * 1_000_000_000 / Stopwatch.Frequency));
}
