using Actors.Messages;
using Akka.Actor;

namespace Actors.Edges;

/// <summary>The bounded half of a block's mailbox: activations and the markers between them, in order.</summary>
/// <remarks>
/// Not a <c>System.Threading.Channels</c> channel: one of those cannot tell a marker (barrier, end of stream), which a drop policy
/// must never lose, from an activation, and cannot be closed for a while by a consumer that holds an output it cannot send.
/// Markers take no capacity; they are as many as the loader emits.
/// </remarks>
public sealed class DataLane
{
    readonly Lock gate = new();
    readonly LinkedList<Envelope> queue = [];
    readonly string edge;
    readonly int capacity;
    readonly OverflowPolicy overflow;
    volatile bool open = true;
    bool closed;
    int depth;
    int maxDepth;
    int waiting;
    long produced;
    long dropped;
    long abandoned;

    /// <summary>A lane that holds at most <paramref name="capacity"/> activations.</summary>
    public DataLane(string edge, int capacity, OverflowPolicy overflow)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(capacity, 1);
        this.edge = edge;
        this.capacity = capacity;
        this.overflow = overflow;
    }

    /// <summary>Whether the consumer takes data now. While it is shut, messages stay where they are. Set on the consumer's thread only.</summary>
    public bool Open
    {
        get => open;
        set => open = value;
    }

    /// <summary>Whether <see cref="TryDequeue"/> would give something.</summary>
    public bool HasMessages => open && Volatile.Read(ref waiting) > 0;

    /// <summary>Messages in the lane, markers included.</summary>
    public int Count => Volatile.Read(ref waiting);

    /// <summary>Activations, at one moment: put in, lost on purpose, still in the lane or left in it at its end, most ever held.</summary>
    public (long Produced, long Dropped, int Depth, long Abandoned, int MaxDepth) Counts()
    {
        lock (gate)
        {
            return (produced, dropped, depth, abandoned, maxDepth);
        }
    }

    /// <summary>Puts a data message in. A full lane makes room as its policy says.</summary>
    /// <exception cref="InvalidOperationException">The policy is <c>wait</c> and the producer sent without credit.</exception>
    public void Enqueue(Envelope envelope)
    {
        List<Activation>? lost = null;
        lock (gate)
        {
            if (envelope.Message is not Activation activation)
            {
                Append(envelope);
                return;
            }

            produced++;
            if (closed)
            {
                abandoned++;
                lost = [activation];
            }
            else if (depth < capacity)
            {
                Append(envelope);
                depth++;
            }
            else
            {
                lost = Overflow(envelope, activation);
            }

            maxDepth = Math.Max(maxDepth, depth);
        }

        // Freeing tensors takes a while; the consumer need not wait for it.
        lost?.ForEach(activation => activation.Dispose());
    }

    /// <summary>Takes the next message out, unless the lane is shut or empty.</summary>
    public bool TryDequeue(out Envelope envelope)
    {
        envelope = default;
        if (!open)
        {
            return false;
        }

        lock (gate)
        {
            if (queue.First is not { } first)
            {
                return false;
            }

            envelope = first.Value;
            queue.RemoveFirst();
            waiting--;
            depth -= envelope.Message is Activation ? 1 : 0;
            return true;
        }
    }

    /// <summary>Ends the lane: frees what is left in it, and whatever is still sent to it.</summary>
    public void Close()
    {
        List<Activation> left;
        lock (gate)
        {
            closed = true;
            left = [.. queue.Select(envelope => envelope.Message).OfType<Activation>()];
            abandoned += left.Count;
            depth = 0;
            waiting = 0;
            queue.Clear();
        }

        left.ForEach(activation => activation.Dispose());
    }

    void Append(Envelope envelope)
    {
        queue.AddLast(envelope);
        waiting++;
    }

    List<Activation> Overflow(Envelope envelope, Activation activation)
    {
        List<Activation> lost = [];
        switch (overflow)
        {
            case OverflowPolicy.DropNewest:
                lost.Add(activation);
                break;
            case OverflowPolicy.DropOldest:
                Take(1, lost);
                Append(envelope);
                depth++;
                break;
            case OverflowPolicy.Latest:
                Take(depth, lost);
                Append(envelope);
                depth++;
                break;
            default:
                throw new InvalidOperationException(
                    $"edge {edge}: batch {activation.Batch} was sent without credit (depth {depth} of {capacity}, overflow wait)");
        }

        dropped += lost.Count;
        return lost;
    }

    void Take(int activations, List<Activation> into)
    {
        for (LinkedListNode<Envelope>? node = queue.First; node is not null && activations > 0;)
        {
            LinkedListNode<Envelope>? next = node.Next;
            if (node.Value.Message is Activation activation)
            {
                into.Add(activation);
                queue.Remove(node);
                waiting--;
                depth--;
                activations--;
            }

            node = next;
        }
    }
}
