using System.Net;
using Actors.Edges;
using Actors.Links;
using Actors.Messages;
using Actors.Model.Devices;
using Akka.Actor;

namespace Actors.Tests.Links;

/// <summary>Both ends of a link in one process, over a real connection; the test plays producer and consumer.</summary>
internal sealed class LinkWorld : IAsyncDisposable
{
    readonly ActorSystem system = ActorSystem.Create("links", "akka { loglevel = OFF, stdout-loglevel = OFF, loggers = [] }");
    readonly bool ownsPort;
    long granted;

    public LinkWorld(
        EdgePlan plan, LinkShape? shape = null, LinkOptions? options = null, Func<IPEndPoint, IPEndPoint>? via = null, EdgePort? port = null,
        LinkSecurity? security = null, byte[]? diallerToken = null, int edge = 1, int incarnation = 1, ILocalBatches? batches = null,
        bool consumes = false)
    {
        ownsPort = port is null;
        Port = port ?? EdgePort.Open(new EdgePortOptions { Security = security });
        Shape = shape ?? LinkSamples.Shape();
        Outlet = new Edge(plan);
        Inlet = new Edge(plan);
        Producer = new ChannelRef(message => Interlocked.Add(ref granted, (message as Credit)?.Activations ?? 0));
        Consumer = new ChannelRef(message =>
        {
            if (message is IDataMessage data)
            {
                Inlet.Lane.Enqueue(new Envelope(data, ActorRefs.NoSender));
                if (consumes)
                {
                    (Take() as IDisposable)?.Dispose();
                }
            }
            else if (consumes && message is CountCredit count)
            {
                Receiver!.Tell(new Credit(plan.Capacity, count.Restart));
            }
        });
        Down = LinkSamples.Setup(plan, Shape, options, incarnation, edge, token: diallerToken);
        Up = LinkSamples.Setup(plan, Shape, options, incarnation, edge);
        Parent = new ChannelRef();
        IPEndPoint to = via?.Invoke(Port.Endpoint) ?? Port.Endpoint;
        Receiver = system.ActorOf(Props.Create(() => new Owner(
            Props.Create(() => new LinkReceiver(Up, Port, Inlet, Consumer, TorchDevice.Cpu, batches)), Parent)));
        Sender = system.ActorOf(Props.Create(() => new Owner(
            Props.Create(() => new LinkSender(Down, to, security, Outlet, Producer, Port.Rejects)), Parent)));
    }

    public EdgePort Port { get; }

    public LinkShape Shape { get; }

    public Edge Outlet { get; }

    public Edge Inlet { get; }

    /// <summary>Credits that the producer has been given.</summary>
    public long Granted => Volatile.Read(ref granted);

    /// <summary>Gets credits and gradients.</summary>
    public ChannelRef Producer { get; }

    /// <summary>Gets activations, which lie in <see cref="Inlet"/>'s lane at the same time, and markers.</summary>
    public ChannelRef Consumer { get; }

    /// <summary>Gets what the ends tell their parent.</summary>
    public ChannelRef Parent { get; }

    public LinkSetup Down { get; }

    public LinkSetup Up { get; }

    public IActorRef Sender { get; }

    public IActorRef Receiver { get; }

    public EdgeCounts Joined => Down.Meter.Counts().Joined(Inlet.Counts());

    /// <summary>Activations given to the link.</summary>
    public long Sent { get; private set; }

    public void Send(long batch) => Send(LinkSamples.Activation(Shape, batch));

    public void Send(Activation activation)
    {
        Sent++;
        Sender.Tell(activation);
    }

    /// <summary>Takes a message out of the consumer's lane, an activation as a block does: used, then credited.</summary>
    public object Take(bool credit = true)
    {
        if (!Inlet.Lane.TryDequeue(out Envelope envelope))
        {
            throw new InvalidOperationException("the consumer's lane is empty");
        }

        if (envelope.Message is Activation activation && Inlet.Consume(activation, out _) && credit)
        {
            Receiver.Tell(new Credit(1));
        }

        return envelope.Message;
    }

    /// <summary>Waits for an activation, takes it and gives its digest.</summary>
    public async Task<string> TakeDigest()
    {
        await Consumer.Next<Activation>();
        using var activation = (Activation)Take();
        return LinkSamples.Digest(activation, Shape);
    }

    /// <summary>Waits for something that nobody tells.</summary>
    public static async Task Until(Func<bool> happened)
    {
        using var late = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (!happened())
        {
            late.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }

    public async Task Stop(IActorRef end)
    {
        await end.GracefulStop(TimeSpan.FromSeconds(10));
    }

    public async ValueTask DisposeAsync()
    {
        await system.Terminate();
        Inlet.Lane.Close();
        if (ownsPort)
        {
            await Port.DisposeAsync();
        }
    }

    /// <summary>A parent that passes on what it is told, both ways.</summary>
    sealed class Owner : UntypedActor
    {
        readonly IActorRef child;
        readonly IActorRef ear;

        public Owner(Props props, IActorRef ear)
        {
            this.ear = ear;
            child = Context.ActorOf(props, "end");
        }

        protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(_ => Directive.Stop);

        protected override void OnReceive(object message)
        {
            if (message is LinkChanged or ActorFailed)
            {
                ear.Tell(message);
            }
            else
            {
                child.Forward(message);
            }
        }
    }
}
