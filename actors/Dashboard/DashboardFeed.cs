using System.Text.Json;
using System.Text.Json.Serialization;
using System.Threading.Channels;
using Actors.Runs;

namespace Actors.Dashboard;

/// <summary>Stands between a run and its observer, and keeps what a page needs: the moment, the losses so far, the last events.</summary>
/// <remarks>
/// Memory is bounded: the last <see cref="KeptEvents"/> events, <see cref="LossHistory.Points"/> points for each block, and for each page that looks
/// on a few messages, of which the oldest give way when it cannot keep up.
/// </remarks>
public sealed class DashboardFeed : IRunObserver
{
    /// <summary>Events that a page which is opened late still sees.</summary>
    public const int KeptEvents = 100;

    const int Behind = 32;

    /// <summary>How a moment is written.</summary>
    public static JsonSerializerOptions Json { get; } = new(RunJson.Line) { Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower) } };

    readonly Lock gate = new();
    readonly IRunObserver next;
    readonly RunIdentity run;
    readonly TimeProvider time;
    readonly Queue<ShownEvent> events = new();
    readonly LossHistory losses = new();
    readonly List<Channel<PageMessage>> pages = [];
    RunProgress? last;
    long numbered;
    bool ended;

    /// <summary>A feed of a run that has not begun.</summary>
    /// <param name="next">Is told everything as well.</param>
    /// <param name="run">What the page says of the run.</param>
    /// <param name="time">The clock of events.</param>
    public DashboardFeed(IRunObserver next, RunIdentity run, TimeProvider time)
    {
        this.next = next;
        this.run = run;
        this.time = time;
    }

    /// <inheritdoc/>
    public void Event(RunEvent happened)
    {
        lock (gate)
        {
            var shown = new ShownEvent(numbered++, time.GetUtcNow(), happened.Severity, happened.Text);
            events.Enqueue(shown);
            if (events.Count > KeptEvents)
            {
                events.Dequeue();
            }

            Tell("event", shown);
        }

        next.Event(happened);
    }

    /// <inheritdoc/>
    public void Progress(RunProgress progress)
    {
        lock (gate)
        {
            last = progress;
            losses.Add(progress);
            Tell("progress", progress);
        }

        next.Progress(progress);
    }

    /// <summary>All that is known now.</summary>
    public RunMoment Now()
    {
        lock (gate)
        {
            return new RunMoment(run, [.. events], losses.Series(), last);
        }
    }

    /// <summary>What a page is told from now on: first all that it has missed.</summary>
    /// <param name="reader">The messages; they end with the run.</param>
    /// <returns>Disposed when the page has gone.</returns>
    internal IDisposable Open(out ChannelReader<PageMessage> reader)
    {
        Channel<PageMessage> page = Channel.CreateBounded<PageMessage>(new BoundedChannelOptions(Behind) { FullMode = BoundedChannelFullMode.DropOldest });
        reader = page.Reader;
        lock (gate)
        {
            page.Writer.TryWrite(Message("run", Now()));
            if (ended)
            {
                page.Writer.Complete();
            }
            else
            {
                pages.Add(page);
            }
        }

        return new Closing(() =>
        {
            lock (gate)
            {
                pages.Remove(page);
            }
        });
    }

    /// <summary>The run is over, and so is what pages are told.</summary>
    internal void End()
    {
        lock (gate)
        {
            ended = true;
            Tell("end", new { });
            pages.ForEach(page => page.Writer.TryComplete());
        }
    }

    // Most of the time nobody looks, and then nothing is written.
    void Tell<T>(string name, T content)
    {
        if (pages.Count > 0)
        {
            PageMessage message = Message(name, content);
            pages.ForEach(page => page.Writer.TryWrite(message));
        }
    }

    static PageMessage Message<T>(string name, T content) => new(name, JsonSerializer.Serialize(content, Json));

    sealed class Closing(Action close) : IDisposable
    {
        public void Dispose() => close();
    }
}
