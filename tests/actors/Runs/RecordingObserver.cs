using System.Collections.Concurrent;
using Actors.Runs;

namespace Actors.Tests.Runs;

/// <summary>Keeps everything a run tells.</summary>
internal sealed class RecordingObserver : IRunObserver
{
    public ConcurrentQueue<RunEvent> Events { get; } = new();

    public ConcurrentQueue<RunProgress> Seen { get; } = new();

    public void Event(RunEvent happened) => Events.Enqueue(happened);

    public void Progress(RunProgress progress) => Seen.Enqueue(progress);
}
