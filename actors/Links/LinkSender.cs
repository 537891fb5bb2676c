using System.Diagnostics.CodeAnalysis;
using System.Net;
using Actors.Edges;
using Actors.Messages;
using Akka.Actor;

namespace Actors.Links;

/// <summary>The producer's end of an edge to another node: to the producer it is the consumer.</summary>
/// <remarks>
/// Takes what a producer sends, passes it on over a connection that it makes and makes again, and gives back what the consumer answers.
/// Under overflow <c>wait</c> and <c>replay</c> credit bounds what it holds; under the others it owns the queue in which the policy drops.
/// Stopping it abandons what has not arrived. It must be stopped, not restarted, when it fails.
/// </remarks>
public sealed class LinkSender : UntypedActor, IWithTimers
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    readonly LinkSetup setup;
    readonly EndPoint to;
    readonly LinkSecurity? security;
    readonly Edge outlet;
    readonly IActorRef producer;
    readonly ActivationFrames frames;
    readonly LossyQueue? lossy;
    readonly int window;
    readonly Conversation conversation;
    readonly CancellationTokenSource stopping = new();
    int outstanding;
    int attempts;

    /// <summary>An end that connects when it is started.</summary>
    /// <param name="setup">The link.</param>
    /// <param name="to">The other node's edge port.</param>
    /// <param name="security">TLS below the frames; null for plain TCP.</param>
    /// <param name="outlet">The producer's copy of the edge; its updates are told to the consumer's.</param>
    /// <param name="producer">Who gets credits and gradients.</param>
    /// <param name="rejects">Where refused frames are counted: those of the node's port.</param>
    public LinkSender(LinkSetup setup, EndPoint to, LinkSecurity? security, Edge outlet, IActorRef producer, RejectCounts rejects)
    {
        this.setup = setup;
        this.to = to;
        this.security = security;
        this.outlet = outlet;
        this.producer = producer;
        frames = new ActivationFrames(setup.Shape);
        lossy = setup.Lossy ? new LossyQueue(setup.Plan.Capacity, setup.Plan.Overflow) : null;
        window = Math.Min(setup.Options.Window, setup.Plan.Capacity);
        conversation = new Conversation(setup, new SenderInbox(setup.Shape, Self), rejects);
    }

    /// <summary>Set by Akka.</summary>
    [AllowNull]
    public ITimerScheduler Timers { get; set; }

    /// <inheritdoc/>
    protected override void PreStart()
    {
        outlet.OnProducerUpdated(conversation.Update);
        Connect();
    }

    /// <inheritdoc/>
    protected override void PostStop()
    {
        stopping.Cancel();
        stopping.Dispose();
        setup.Meter.Abandoned(lossy?.Clear() ?? 0);
        conversation.CloseAsync(Patience).PipeTo(ActorRefs.Nobody);
    }

    /// <inheritdoc/>
    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case Activation activation:
                Take(activation);
                break;
            case SnapshotBarrier or EndOfStream:
                Mark((IDataMessage)message);
                break;
            case CountCredit:
                // Behind everything that the producer sent before its restart, so that the consumer counts that too.
                conversation.Post(SmallFrames.Of(message));
                break;
            case Credit credit:
                Grant(credit);
                break;
            case Gradient gradient:
                producer.Tell(gradient);
                break;
            case ConnectionBegan:
                attempts = 0;
                Tell(LinkState.Connected, "");
                break;
            case ConnectionEnded ended:
                Ended(ended);
                break;
            case Retry:
                Connect();
                break;
            case Arrived:
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    void Take(Activation activation)
    {
        int dropped = lossy?.Add(activation, outstanding) ?? 0;
        if (lossy is null)
        {
            outstanding++;
        }

        setup.Meter.Produced(dropped, lossy?.Activations ?? 0, outstanding);
        if (lossy is null)
        {
            Post(activation);
        }

        Pump();
    }

    void Mark(IDataMessage marker)
    {
        if (lossy is null)
        {
            conversation.Post(SmallFrames.Of(marker));
            return;
        }

        lossy.Mark(marker);
        Pump();
    }

    void Pump()
    {
        while (lossy?.Take(outstanding < window) is { } next)
        {
            if (next is Activation activation)
            {
                outstanding++;
                Post(activation);
            }
            else
            {
                conversation.Post(SmallFrames.Of(next));
            }
        }
    }

    void Post(Activation activation)
    {
        OutgoingFrame frame;
        try
        {
            frame = frames.Of(activation);
        }
        catch (Exception cause)
        {
            activation.Dispose();
            Context.Parent.Tell(new ActorFailed(Self.Path.Name, activation.Batch, cause));
            throw;
        }

        setup.Meter.Posted(lossy?.Activations ?? 0);
        conversation.Post(frame);
    }

    void Grant(Credit credit)
    {
        outstanding = credit.Restart > 0 ? setup.Plan.Capacity - credit.Activations : Math.Max(0, outstanding - credit.Activations);
        setup.Meter.Depth((lossy?.Activations ?? 0) + outstanding);
        if (lossy is null)
        {
            producer.Tell(credit);
        }
        else
        {
            Pump();
        }
    }

    void Connect()
    {
        IActorRef self = Self;
        long received = conversation.Received;
        ConnectAsync().PipeTo(self);

        async Task<ConnectionEnded> ConnectAsync()
        {
            try
            {
                (Stream stream, long peerReceived) = await Dialler.ConnectAsync(to, setup, security, received, stopping.Token);
                return new ConnectionEnded(await conversation.CarryAsync(stream, peerReceived, () => self.Tell(ConnectionBegan.Instance)));
            }
            catch (Exception cause)
            {
                return new ConnectionEnded(cause);
            }
        }
    }

    void Ended(ConnectionEnded ended)
    {
        if (!ended.Expected)
        {
            Context.Parent.Tell(new ActorFailed(Self.Path.Name, -1, ended.Cause!));
            throw new InvalidOperationException($"edge {setup.Plan.Name}: {ended.Why}", ended.Cause);
        }

        Tell(ended.State, ended.Why);
        if (ended.State == LinkState.Paused)
        {
            double pause = Math.Min(setup.Options.ReconnectMaxSeconds, setup.Options.ReconnectSeconds * Math.Pow(2, Math.Min(attempts, 30)));
            attempts++;
            Timers.StartSingleTimer(nameof(Retry), Retry.Instance, TimeSpan.FromSeconds(pause));
        }
    }

    void Tell(LinkState state, string why) => Context.Parent.Tell(new LinkChanged(setup.Identity, setup.Plan.Name, state, why)
    {
        Depth = setup.Meter.Counts().Depth,
        Capacity = setup.Plan.Capacity,
    });

    sealed record Retry
    {
        public static Retry Instance { get; } = new();
    }
}
