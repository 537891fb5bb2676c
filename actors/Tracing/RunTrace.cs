using System.Collections.Concurrent;
using System.Diagnostics;
using System.Threading.Channels;
using Actors.Logging;
using Actors.Runs;

namespace Actors.Tracing;

/// <summary>The trace of a process's share of a run: threads note what they did, another thread writes it down.</summary>
/// <remarks>
/// Noting never waits and never allocates: it puts a few words into a bounded queue. What finds the queue full, because the disk is
/// slower than the run, is counted, and said in the file and at the end. Times are those of <see cref="Stopwatch"/>.
/// </remarks>
public sealed class RunTrace : IAsyncDisposable
{
    const int Capacity = 1 << 16;

    // What a process that is killed leaves behind: all but the last moment of its trace.
    static readonly TimeSpan FlushEvery = TimeSpan.FromSeconds(1);

    readonly Channel<TraceEvent> notes = Channel.CreateBounded<TraceEvent>(
        new BoundedChannelOptions(Capacity) { SingleReader = true, FullMode = BoundedChannelFullMode.Wait });

    // Edges with one end in another process, by incarnation.
    readonly ConcurrentDictionary<int, IReadOnlySet<int>> split = new();

    readonly IRunObserver observer;
    readonly TraceClock clock;
    readonly TraceFile file;
    readonly Task writing;
    long lost;
    int ended;

    RunTrace(string path, string process, IRunObserver observer, TimeSpan skew)
    {
        Path = path;
        this.observer = observer;
        clock = new TraceClock(skew);
        file = new TraceFile(path, process, Id, clock, Stopwatch.GetTimestamp());
        writing = Task.Run(WriteAsync);
    }

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <summary>Tells this file from one of the same name before it or after it.</summary>
    public Guid Id { get; } = Guid.NewGuid();

    /// <summary>The time by the clock of the trace, in nanoseconds.</summary>
    public long Now => clock.Now;

    /// <summary>Begins a trace.</summary>
    /// <param name="path">The file; one that is there is kept under another name.</param>
    /// <param name="process">What the process is called in it.</param>
    /// <param name="observer">Is told when something is missing in it.</param>
    /// <param name="skew">How far its clock is off, on purpose.</param>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static RunTrace Open(string path, string process, IRunObserver observer, TimeSpan skew = default)
    {
        KeepEarlier(path);
        return new RunTrace(path, process, observer, skew);
    }

    /// <summary>Gives a file that is there another name, with a number before its ending.</summary>
    /// <exception cref="IOException">It cannot be renamed.</exception>
    public static void KeepEarlier(string path)
    {
        if (File.Exists(path))
        {
            File.Move(path, Enumerable.Range(1, int.MaxValue).Select(n => System.IO.Path.ChangeExtension(path, $"{n}.json")).First(other => !File.Exists(other)));
        }
    }

    /// <summary>Notes for a block.</summary>
    public BlockTrace Block(int number) => new(this, number);

    /// <summary>Notes for an edge of an incarnation.</summary>
    public EdgeTrace Edge(int number, int incarnation) => new(this, number, incarnation);

    /// <summary>Notes for one end of the link of an edge of an incarnation.</summary>
    public LinkTrace Link(int edge, int incarnation) => new(this, edge, incarnation);

    /// <summary>Notes for the loader.</summary>
    public LoaderTrace Loader() => new(this);

    /// <summary>An incarnation begins, and with it the edges anew.</summary>
    public void Begun(int incarnation) =>
        Note(new TraceEvent(TraceKind.Begun, Tracks.Run, "incarnation", Stopwatch.GetTimestamp(), 0, -1, 0, incarnation));

    /// <summary>These edges of an incarnation have one end in another process. To be said before anything is put in.</summary>
    public void Split(int incarnation, IEnumerable<int> edges) => split[incarnation] = edges.ToHashSet();

    /// <summary>Ends the trace: what is noted is written, then the file is whole.</summary>
    public async ValueTask DisposeAsync()
    {
        notes.Writer.TryComplete();
        await writing;
        if (Interlocked.Exchange(ref ended, 1) == 0 && Interlocked.Read(ref lost) is > 0 and long missing)
        {
            observer.Event(new RunEvent(RunSeverity.Warning, $"{Path} lacks {missing} events, which came faster than they could be written")
            {
                Kind = EventKinds.TraceIncomplete,
            });
        }
    }

    internal void Span(int track, string name, long began, long ended, long batch) =>
        Note(new TraceEvent(TraceKind.Span, track, name, began, ended, batch, 0));

    internal void Note(TraceEvent noted)
    {
        if (!notes.Writer.TryWrite(noted))
        {
            Interlocked.Increment(ref lost);
        }
    }

    async Task WriteAsync()
    {
        try
        {
            using (file)
            {
                long flushed = Stopwatch.GetTimestamp();
                while (await notes.Reader.WaitToReadAsync())
                {
                    while (notes.Reader.TryRead(out TraceEvent noted))
                    {
                        file.Write(noted, split.TryGetValue(noted.Incarnation, out IReadOnlySet<int>? edges) && edges.Contains(noted.Edge));
                    }

                    if (Stopwatch.GetElapsedTime(flushed) > FlushEvery)
                    {
                        file.Flush();
                        flushed = Stopwatch.GetTimestamp();
                    }
                }

                file.End(Interlocked.Read(ref lost));
            }
        }
        catch (IOException e)
        {
            // A full disk costs the trace, not the run.
            notes.Writer.TryComplete();
            observer.Event(new RunEvent(RunSeverity.Warning, $"the trace ends here: {Path} cannot be written ({e.Message})") { Kind = EventKinds.TraceIncomplete });
        }
    }
}
