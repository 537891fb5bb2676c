using System.Runtime.ExceptionServices;

namespace Actors.Model.Devices;

/// <summary>Work on threads of its own, each with its number of intra-op threads: measurements must not change those of the caller.</summary>
public static class TorchWork
{
    /// <summary>Does the work on one new thread, and waits for it.</summary>
    /// <param name="threads">Its intra-op threads.</param>
    /// <param name="work">The work; what it throws is thrown here.</param>
    /// <returns>What the work gives.</returns>
    public static T Alone<T>(int threads, Func<T> work) => AtOnce(1, threads, _ => work())[0];

    /// <summary>Does the same work on several new threads at once, and waits for all.</summary>
    /// <param name="workers">Threads, such as one for each core.</param>
    /// <param name="threads">Intra-op threads of each.</param>
    /// <param name="work">The work of a thread, which gets its number; the first exception of any is thrown here.</param>
    /// <returns>What each gives, by its number.</returns>
    public static IReadOnlyList<T> AtOnce<T>(int workers, int threads, Func<int, T> work)
    {
        var results = new T[workers];
        ExceptionDispatchInfo? failure = null;
        Thread[] all = [.. Enumerable.Range(0, workers).Select(worker => new Thread(() =>
        {
            try
            {
                TorchThreads.Use(threads);
                results[worker] = work(worker);
            }
#pragma warning disable CA1031 // Thrown again on the thread that waits.
            catch (Exception e)
            {
                Interlocked.CompareExchange(ref failure, ExceptionDispatchInfo.Capture(e), null);
            }
#pragma warning restore CA1031
        }) { Name = $"measure-{worker}" })];
        Array.ForEach(all, thread => thread.Start());
        Array.ForEach(all, thread => thread.Join());
        failure?.Throw();
        return results;
    }
}
