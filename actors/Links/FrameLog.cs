namespace Actors.Links;

/// <summary>The numbered frames of one direction, kept until the other end has acknowledged them.</summary>
/// <remarks>Outlives connections: a new one begins with the first frame that the other end has not received.</remarks>
internal sealed class FrameLog(LinkMeter meter)
{
    readonly LinkedList<OutgoingFrame> kept = [];
    LinkedListNode<OutgoingFrame>? unsent;
    OutgoingFrame? writing;
    long posted;
    long taken;

    /// <summary>Adds a frame behind the others and numbers it.</summary>
    public void Post(OutgoingFrame frame)
    {
        frame.Sequence = ++posted;
        LinkedListNode<OutgoingFrame> node = kept.AddLast(frame);
        unsent ??= node;
        meter.Kept(kept.Count);
    }

    /// <summary>Starts over on a new connection, behind what the other end has received.</summary>
    /// <exception cref="LinkException">It claims to have received what was never sent.</exception>
    public List<OutgoingFrame> Rewind(long received)
    {
        List<OutgoingFrame> free = Acknowledge(received);
        unsent = kept.First;
        return free;
    }

    /// <summary>The next frame that this connection has to carry; null when it has been given all.</summary>
    public OutgoingFrame? Next()
    {
        if (unsent is not { } node)
        {
            return null;
        }

        unsent = node.Next;
        writing = node.Value;
        taken = Math.Max(taken, writing.Sequence);
        return writing;
    }

    /// <summary>Notes that a frame's memory is no longer read by the connection.</summary>
    /// <returns>Whether it was acknowledged meanwhile and is to be freed.</returns>
    public bool Written(OutgoingFrame frame)
    {
        writing = null;
        frame.Sent = true;
        return frame.Released;
    }

    /// <summary>Lets go of frames up to a number.</summary>
    /// <returns>Those to be freed.</returns>
    /// <exception cref="LinkException">No connection has been given it yet.</exception>
    public List<OutgoingFrame> Acknowledge(long sequence)
    {
        if (sequence > taken)
        {
            throw new LinkException(RejectReason.Malformed, $"frame {sequence} is acknowledged, the last one sent is {taken}");
        }

        List<OutgoingFrame> free = [];
        while (kept.First is { } first && first.Value.Sequence <= sequence)
        {
            // It may have arrived by the connection before this one, after the other end had said what it has.
            unsent = unsent == first ? first.Next : unsent;
            kept.RemoveFirst();
            first.Value.Released = true;
            if (first.Value != writing)
            {
                free.Add(first.Value);
            }
        }

        meter.Kept(kept.Count);
        return free;
    }

    /// <summary>Lets go of all frames.</summary>
    public List<OutgoingFrame> Clear()
    {
        List<OutgoingFrame> free = [.. kept];
        kept.Clear();
        unsent = null;
        meter.Kept(0);
        return free;
    }
}
