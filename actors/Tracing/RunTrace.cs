using System.Diagnostics;
using System.Threading.Channels;
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

    readonly string path;
    readonly IRunObserver observer;
    readonly TraceFile file;
    readonly Task writing;
    long lost;
    volatile IReadOnlySet<int> split = new HashSet<int>();

    RunTrace(string path, string process, IRunObserver observer)
    {
        this.path = path;
        this.observer = observer;
        file = new TraceFile(path, process, Stopwatch.GetTimestamp());
        writing = Task.Run(WriteAsync);
    }

    /// <summary>Begins a trace.</summary>
    /// <param name="path">The file; one that is there is kept under another name.</param>
    /// <param name="process">What the process is called in it.</param>
    /// <param name="observer">Is told when something is missing in it.</param>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static RunTrace Open(string path, string process, IRunObserver observer)
    {
        if (File.Exists(path))
        {
            File.Move(path, Earlier(path));
        }

        return new RunTrace(path, process, observer);
    }

    /// <summary>Notes for a block.</summary>
    public BlockTrace Block(int number) => new(this, number);

    /// <summary>Notes for an edge.</summary>
    public EdgeTrace Edge(int number) => new(this, number);

    /// <summary>Notes for the loader.</summary>
    public LoaderTrace Loader() => new(this);

    /// <summary>An incarnation begins, and with it the edges anew.</summary>
    public void Begun(int incarnation) =>
        Note(new TraceEvent(TraceKind.Begun, Tracks.Run, "incarnation", Stopwatch.GetTimestamp(), 0, incarnation, 0));

    /// <summary>From now on these edges have one end in another process.</summary>
    public void Split(IEnumerable<int> edges) => split = edges.ToHashSet();

    /// <summary>Ends the trace: what is noted is written, then the file is whole.</summary>
    public async ValueTask DisposeAsync()
    {
        notes.Writer.TryComplete();
        await writing;
        if (Interlocked.Read(ref lost) is > 0 and long missing)
        {
            observer.Event(new RunEvent(RunSeverity.Warning, $"{path} lacks {missing} events, which came faster than they could be written"));
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
                        file.Write(noted, split);
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
            observer.Event(new RunEvent(RunSeverity.Warning, $"the trace ends here: {path} cannot be written ({e.Message})"));
        }
    }

    static string Earlier(string path) => Enumerable.Range(1, int.MaxValue).Select(n => Path.ChangeExtension(path, $"{n}.json")).First(other => !File.Exists(other));
}
