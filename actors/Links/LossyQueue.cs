using Actors.Edges;
using Actors.Messages;

namespace Actors.Links;

/// <summary>What waits at the producer's end of an edge that may drop: activations and the markers between them, in order.</summary>
/// <remarks>
/// The policies are those of <see cref="DataLane"/>. Activations on the way or unconsumed at the other end count against the capacity, but
/// cannot be taken back: where they fill it alone, the arriving one is dropped whatever the policy.
/// </remarks>
internal sealed class LossyQueue(int capacity, OverflowPolicy overflow)
{
    readonly LinkedList<IDataMessage> queue = [];

    /// <summary>Activations in it.</summary>
    public int Activations { get; private set; }

    /// <summary>Puts a marker in. It takes no capacity and is never dropped.</summary>
    public void Mark(IDataMessage marker) => queue.AddLast(marker);

    /// <summary>Puts an activation in, and frees what it has to make room for.</summary>
    /// <param name="activation">The activation.</param>
    /// <param name="outstanding">Activations on the way or unconsumed.</param>
    /// <returns>Activations that were dropped, itself perhaps.</returns>
    public int Add(Activation activation, int outstanding)
    {
        int dropped = 0;
        if (Activations + outstanding >= capacity && overflow != OverflowPolicy.DropNewest)
        {
            dropped = Drop(overflow == OverflowPolicy.Latest ? Activations : 1);
        }

        if (Activations + outstanding >= capacity)
        {
            activation.Dispose();
            return dropped + 1;
        }

        queue.AddLast(activation);
        Activations++;
        return dropped;
    }

    /// <summary>Takes the next message out: a marker always, an activation if one may be sent.</summary>
    public IDataMessage? Take(bool activations)
    {
        if (queue.First is not { } first || (first.Value is Activation && !activations))
        {
            return null;
        }

        queue.RemoveFirst();
        Activations -= first.Value is Activation ? 1 : 0;
        return first.Value;
    }

    /// <summary>Frees everything.</summary>
    /// <returns>How many activations there were.</returns>
    public int Clear()
    {
        int left = Drop(Activations);
        queue.Clear();
        return left;
    }

    int Drop(int count)
    {
        int dropped = 0;
        for (LinkedListNode<IDataMessage>? node = queue.First; node is not null && dropped < count;)
        {
            LinkedListNode<IDataMessage>? next = node.Next;
            if (node.Value is Activation activation)
            {
                activation.Dispose();
                queue.Remove(node);
                dropped++;
            }

            node = next;
        }

        Activations -= dropped;
        return dropped;
    }
}
