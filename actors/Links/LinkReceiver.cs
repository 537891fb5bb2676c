using Actors.Edges;
using Actors.Messages;
using Actors.Model.Devices;
using Akka.Actor;

namespace Actors.Links;

/// <summary>The consumer's end of an edge from another node: to the consumer it is the producer.</summary>
/// <remarks>
/// What arrives goes straight into the consumer's data lane, whose capacity and delay plan hold as in one process; this actor only takes what
/// the consumer answers. It must be stopped, not restarted, when it fails.
/// </remarks>
public sealed class LinkReceiver : UntypedActor
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    readonly LinkSetup setup;
    readonly EdgePort port;
    readonly Edge inlet;
    readonly Conversation conversation;
    IDisposable? registration;
    long told;

    /// <summary>An end that takes connections when it is started.</summary>
    /// <param name="setup">The link.</param>
    /// <param name="port">Where the producer's end connects to.</param>
    /// <param name="inlet">The consumer's copy of the edge: the one its mailbox has.</param>
    /// <param name="consumer">Who gets activations and markers.</param>
    /// <param name="device">Where the consumer computes.</param>
    /// <param name="batches">Serves targets under <see cref="LinkTargets.Local"/>; else null.</param>
    /// <exception cref="ArgumentException">Targets are local, and nothing serves them.</exception>
    public LinkReceiver(LinkSetup setup, EdgePort port, Edge inlet, IActorRef consumer, TorchDevice device, ILocalBatches? batches = null)
    {
        if (setup.Shape.Targets == LinkTargets.Local && batches is null)
        {
            throw new ArgumentException($"edge {setup.Plan.Name}: targets are local, and this node has no loader that serves them", nameof(batches));
        }

        this.setup = setup;
        this.port = port;
        this.inlet = inlet;
        told = Taken();
        var reader = new ActivationReader(setup.Shape, device, batches);
        conversation = new Conversation(
            setup, new ReceiverInbox(reader, setup.Shape.Down, inlet, consumer, Self), port.Rejects);
    }

    /// <inheritdoc/>
    protected override void PreStart()
    {
        IActorRef self = Self;
        registration = port.Register(
            conversation,
            carried => carried.PipeTo(
                self, success: cause => new ConnectionEnded(cause), failure: cause => new ConnectionEnded(cause)),
            () => self.Tell(ConnectionBegan.Instance));
    }

    /// <inheritdoc/>
    protected override void PostStop()
    {
        registration?.Dispose();
        conversation.CloseAsync(Patience).PipeTo(ActorRefs.Nobody);
    }

    /// <inheritdoc/>
    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case Credit credit:
                Grant(credit);
                break;
            case Gradient gradient:
                conversation.Post(GradientFrames.Of(gradient));
                break;
            case ConnectionBegan:
                Tell(LinkState.Connected, "");
                break;
            case ConnectionEnded ended:
                Ended(ended);
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    void Grant(Credit credit)
    {
        if (!setup.Lossy)
        {
            conversation.Post(SmallFrames.Of(credit));
            return;
        }

        // The producer posts without credit, and its end of the link asks how many were taken out: what the edge counts, not what
        // the consumer grants, which begins with a whole capacity.
        long taken = Taken();
        if (taken > told)
        {
            conversation.Post(SmallFrames.Of(new Credit((int)(taken - told))));
            told = taken;
        }
    }

    void Ended(ConnectionEnded ended)
    {
        if (!ended.Expected)
        {
            Context.Parent.Tell(new ActorFailed(Self.Path.Name, -1, ended.Cause!));
            throw new InvalidOperationException($"edge {setup.Plan.Name}: {ended.Why}", ended.Cause);
        }

        // A connection that made room for a later one has no news.
        if (ended.Cause is not OperationCanceledException)
        {
            Tell(ended.State, ended.Why);
        }
    }

    void Tell(LinkState state, string why) => Context.Parent.Tell(new LinkChanged(setup.Identity, setup.Plan.Name, state, why)
    {
        Depth = inlet.Counts().Depth,
        Capacity = setup.Plan.Capacity,
    });

    long Taken()
    {
        EdgeCounts counts = inlet.Counts();
        return counts.Consumed + counts.TooOld;
    }
}
