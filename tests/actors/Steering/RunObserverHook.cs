using System.Collections.Concurrent;
using System.Threading.Channels;
using Actors.Runs;
using Xunit;

namespace Actors.Tests.Steering;

/// <summary>Keeps what a run tells, and lets a test wait for it.</summary>
internal sealed class RunObserverHook : IRunObserver
{
    static readonly TimeSpan longest = TimeSpan.FromSeconds(60);

    readonly Channel<RunEvent> more = Channel.CreateUnbounded<RunEvent>();

    public ConcurrentQueue<RunEvent> Events { get; } = new();

    public void Event(RunEvent happened)
    {
        Events.Enqueue(happened);
        more.Writer.TryWrite(happened);
    }

    public void Progress(RunProgress progress)
    {
    }

    /// <summary>Waits for events that begin and end so.</summary>
    public async Task Said(string beginning, string word, int times)
    {
        using var timer = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        timer.CancelAfter(longest);
        try
        {
            while (Events.Count(IsIt) < times)
            {
                await more.Reader.ReadAsync(timer.Token);
            }
        }
        catch (OperationCanceledException)
        {
            Assert.Fail($"'{beginning}… {word}' was not said {times} times within {longest.TotalSeconds} s, but: {string.Join('\n', Events.Select(happened => happened.Text))}");
        }

        bool IsIt(RunEvent happened) =>
            happened.Text.StartsWith(beginning, StringComparison.Ordinal) && happened.Text.Contains(word, StringComparison.Ordinal);
    }
}
