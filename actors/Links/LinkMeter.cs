namespace Actors.Links;

/// <summary>Counts one end of a link. Any thread may read it.</summary>
/// <param name="edge">The edge's name, such as <c>block-0->block-1</c>.</param>
public sealed class LinkMeter(string edge)
{
    readonly Lock gate = new();
    LinkCounts counts;

    /// <summary>The edge's name.</summary>
    public string Edge { get; } = edge;

    /// <summary>The counts of this moment.</summary>
    public LinkCounts Counts()
    {
        lock (gate)
        {
            return counts;
        }
    }

    internal void Produced(int dropped, int queued, int outstanding) =>
        Change(c => Deep(c with { Produced = c.Produced + 1, Overflowed = c.Overflowed + dropped, Queued = queued }, queued + outstanding));

    internal void Posted(int queued) => Change(c => c with { Posted = c.Posted + 1, Queued = queued });

    internal void Depth(int depth) => Change(c => Deep(c, depth));

    internal void Abandoned(int queued) => Change(c => c with { Abandoned = c.Abandoned + queued, Queued = 0 });

    internal void Kept(int frames) => Change(c => c with { Kept = frames, MaxKept = Math.Max(c.MaxKept, frames) });

    internal void Sent(long bytes, bool numbered, bool again) => Change(c => c with
    {
        SentBytes = c.SentBytes + bytes,
        SentFrames = c.SentFrames + (numbered ? 1 : 0),
        ResentFrames = c.ResentFrames + (again ? 1 : 0),
    });

    internal void Received(long bytes, bool numbered) => Change(c => c with
    {
        ReceivedBytes = c.ReceivedBytes + bytes,
        ReceivedFrames = c.ReceivedFrames + (numbered ? 1 : 0),
    });

    internal void Connected() => Change(c => c with { Connected = true, Connections = c.Connections + 1 });

    internal void Disconnected() => Change(c => c with { Connected = false });

    static LinkCounts Deep(LinkCounts counts, int depth) => counts with { Depth = depth, MaxDepth = Math.Max(counts.MaxDepth, depth) };

    void Change(Func<LinkCounts, LinkCounts> change)
    {
        lock (gate)
        {
            counts = change(counts);
        }
    }
}
