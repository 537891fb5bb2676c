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
    int awaited;
    Activation? held;

    /// <summary>An outlet without credit yet.</summary>
    /// <param name="edge">The edge.</param>
    /// <param name="consumer">Who takes from it.</param>
    /// <param name="producer">Who sends.</param>
    /// <param name="restart">The restart whose count of credit it awaits, because an outlet before this one had some; 0 for none.</param>
    public EdgeOutlet(Edge edge, IActorRef consumer, IActorRef producer, int restart = 0)
    {
        awaited = restart;
        this.edge = edge;
        this.consumer = consumer;
        this.producer = producer;
        lossy = edge.Plan.Overflow is not (OverflowPolicy.Wait or OverflowPolicy.Replay);
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
            Tell(activation);
        }
        else
        {
            held = activation;
        }
    }

    /// <summary>Takes credit in and sends what is held.</summary>
    public void Grant(Credit credit)
    {
        // Granted before the awaited count, or a count for an outlet before this one, some of whose credit that one may have spent.
        if (credit.Restart != awaited)
        {
            return;
        }

        credits = credit.Activations + (awaited > 0 ? 0 : credits);
        awaited = 0;
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

        Tell(marker);
    }

    /// <summary>Notes on the edge how many updates the producer has made.</summary>
    public void ProducerUpdated(long updates) => edge.ProducerUpdated(updates);

    void Tell(IDataMessage message)
    {
        if (message is Activation activation)
        {
            edge.Trace?.Put(activation.Batch);
        }

        consumer.Tell(message, producer);
        TimeSpan late = edge.Lane.UntilArrival();
        if (late > TimeSpan.Zero)
        {
            // A little later than due, so that it is there when the consumer looks.
            LateMessage.Tell(late + TimeSpan.FromMilliseconds(1), consumer, Arrived.Instance, producer);
        }
    }

    /// <summary>Frees what is held, when the producer stops.</summary>
    public void Close()
    {
        held?.Dispose();
        held = null;
    }
}
