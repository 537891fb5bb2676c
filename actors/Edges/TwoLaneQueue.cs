using System.Collections.Concurrent;
using Actors.Messages;
using Akka.Actor;
using Akka.Dispatch.MessageQueues;

namespace Actors.Edges;

/// <summary>A block's mailbox: control first, then data, unless the block has shut its data lane.</summary>
public sealed class TwoLaneQueue : IMessageQueue
{
    readonly ConcurrentQueue<Envelope> control = new();
    readonly DataLane data;

    /// <summary>A mailbox over the data lane of the edge that feeds the block.</summary>
    public TwoLaneQueue(DataLane data)
    {
        this.data = data;
    }

    /// <inheritdoc/>
    public bool HasMessages => !control.IsEmpty || data.HasMessages;

    /// <inheritdoc/>
    public int Count => control.Count + data.Count;

    /// <inheritdoc/>
    public void Enqueue(IActorRef receiver, Envelope envelope)
    {
        if (envelope.Message is IDataMessage)
        {
            data.Enqueue(envelope);
        }
        else
        {
            control.Enqueue(envelope);
        }
    }

    /// <inheritdoc/>
    public bool TryDequeue(out Envelope envelope) => control.TryDequeue(out envelope) || data.TryDequeue(out envelope);

    /// <inheritdoc/>
    public void CleanUp(IActorRef owner, IMessageQueue deadletters)
    {
        while (control.TryDequeue(out Envelope envelope))
        {
            deadletters.Enqueue(owner, envelope);
        }

        // Not to dead letters: nobody there would free the tensors.
        data.Close();
    }
}
