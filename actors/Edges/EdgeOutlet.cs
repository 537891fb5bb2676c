using Actors.Messages;
using Akka.Actor;

namespace Actors.Edges;

/// <summary>The producer's end of an edge: spends the consumer's credits and holds the one output that has none.</summary>
/// <remarks>Belongs to the producing actor and is used on its thread only. No thread ever waits in a send: back-pressure is a state.</remarks>
public sealed class EdgeOutlet
{
    readonly Edge edge;
    readonly IActorRef consumer;
    readonly IActorRef producer;
    readonly bool lossy;
    int credits;
    Activation? held;

    /// <summary>An outlet without credit yet.</summary>
    public EdgeOutlet(Edge edge, IActorRef consumer, IActorRef producer)
    {
        this.edge = edge;
        this.consumer = consumer;
        this.producer = producer;
        lossy = edge.Overflow != OverflowPolicy.Wait;
    }

    /// <summary>Whether a finished output waits for credit.</summary>
    public bool Blocked => held is not null;

    /// <summary>Whether an activation would be sent at once.</summary>
    public bool HasRoom => held is null && (lossy || credits > 0);

    /// <summary>Sends an activation, or holds it until there is credit. Lossy edges never hold.</summary>
    /// <exception cref="InvalidOperationException">One is held already.</exception>
    public void Send(Activation activation)
    {
        if (held is not null)
        {
            throw new InvalidOperationException($"edge {edge.Name}: batch {activation.Batch} while batch {held.Batch} is held for want of credit");
        }

        if (HasRoom)
        {
            credits -= lossy ? 0 : 1;
            consumer.Tell(activation, producer);
        }
        else
        {
            held = activation;
        }
    }

    /// <summary>Takes credit in and sends what is held.</summary>
    public void Grant(Credit credit)
    {
        credits += credit.Activations;
        if (held is { } activation && credits > 0)
        {
            held = null;
            Send(activation);
        }
    }

    /// <summary>Sends a barrier or the end of the stream behind everything sent so far.</summary>
    /// <exception cref="InvalidOperationException">An activation is held, which the marker would overtake.</exception>
    public void Mark(IDataMessage marker)
    {
        if (held is not null)
        {
            throw new InvalidOperationException($"edge {edge.Name}: {marker} would overtake batch {held.Batch}");
        }

        consumer.Tell(marker, producer);
    }

    /// <summary>Notes on the edge how many updates the producer has made.</summary>
    public void ProducerUpdated(long updates) => edge.ProducerUpdated(updates);

    /// <summary>Frees what is held, when the producer stops.</summary>
    public void Close()
    {
        held?.Dispose();
        held = null;
    }
}
