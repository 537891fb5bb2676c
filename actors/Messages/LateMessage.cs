using System.Diagnostics;
using Akka.Actor;

namespace Actors.Messages;

/// <summary>Tells something when a time has passed, to the millisecond: what plays slower machines and links.</summary>
/// <remarks>Akka's own scheduler looks at its timers every 50 ms (<c>hocon/akka.conf</c>): enough for heartbeats, and it costs next to nothing.</remarks>
internal static class LateMessage
{
    /// <summary>Tells it once, never early.</summary>
    /// <param name="after">How much later.</param>
    /// <param name="to">Who is told.</param>
    /// <param name="message">What.</param>
    /// <param name="from">Who seems to tell it.</param>
    public static void Tell(TimeSpan after, IActorRef to, object message, IActorRef from) =>
        WaitAsync(after).PipeTo(to, from, success: () => message);

    // Timers go by a coarse clock, which may be some milliseconds behind when they are set.
    static async Task WaitAsync(TimeSpan wait)
    {
        long began = Stopwatch.GetTimestamp();
        for (TimeSpan left = wait; left > TimeSpan.Zero; left = wait - Stopwatch.GetElapsedTime(began))
        {
            await Task.Delay(TimeSpan.FromMilliseconds(Math.Ceiling(left.TotalMilliseconds))).ConfigureAwait(false);
        }
    }
}
