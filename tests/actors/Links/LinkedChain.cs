using System.Net;
using Actors.Blocks;
using Actors.Edges;
using Actors.Links;
using Actors.Loading;
using Actors.Messages;
using Actors.Regimes;
using Actors.Runs;
using Actors.Snapshots;
using Akka.Actor;

namespace Actors.Tests.Links;

/// <summary>A run whose every edge is a link: the loader and each block know proxies only, as if each were on a node of its own.</summary>
internal sealed class LinkedChain : UntypedActor
{
    readonly RunPlan plan;
    readonly TaskCompletionSource<IReadOnlyList<string>> done;
    readonly LockstepGate gate;
    readonly string[] weights;
    readonly IActorRef[] blocks;
    readonly IActorRef[] senders;
    readonly IActorRef[] receivers;
    readonly IActorRef loader;
    int ready;
    int writing;

    public LinkedChain(
        RunPlan plan, Chain chain, EdgePort port, Func<int, IPEndPoint> via, LinkTargets targets, ILocalBatches? batches, IList<(LinkMeter Meter, Edge Inlet)> ends,
        TaskCompletionSource<IReadOnlyList<string>> done)
    {
        this.plan = plan;
        this.done = done;
        gate = new LockstepGate(plan.Blocks);
        weights = new string[plan.Blocks];
        Edge[] outlets = [.. chain.Edges.Select(edge => new Edge(edge.Plan))];
        blocks = [.. chain.Blocks.Select((block, k) => Block(block with { Outlet = k + 1 < plan.Blocks ? outlets[k + 1] : null }, k))];
        LoaderSetup setup = chain.Loader with { Outlet = outlets[0] };
        loader = Context.Watch(Context.ActorOf(Props.Create(() => new LoaderActor(setup)), LoaderActor.Name));
        receivers = new IActorRef[plan.Blocks];
        senders = new IActorRef[plan.Blocks];
        for (int k = 0; k < plan.Blocks; k++)
        {
            var shape = LinkShape.Of(plan.Shape, plan.Options.Training, plan.Regime, k, targets);
            LinkSetup up = LinkSamples.Setup(chain.Edges[k].Plan, shape, edge: k);
            LinkSetup down = LinkSamples.Setup(chain.Edges[k].Plan, shape, edge: k);
            Edge inlet = chain.Edges[k];
            Edge outlet = outlets[k];
            IActorRef consumer = blocks[k];
            IActorRef producer = k == 0 ? loader : blocks[k - 1];
            IPEndPoint to = via(k);
            receivers[k] = Context.ActorOf(Props.Create(() => new LinkReceiver(up, port, inlet, consumer, plan.Device, batches)), $"receiver-{k}");
            senders[k] = Context.ActorOf(Props.Create(() => new LinkSender(down, to, null, outlet, producer, port.Rejects)), $"sender-{k}");
            ends.Add((down.Meter, inlet));
        }
    }

    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(_ => Directive.Stop);

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case BlockReady when ++ready == plan.Blocks:
                Wire();
                break;
            case BlockStepped step when plan.Regime.Lockstep && gate.Learned(step.Batch):
                loader.Tell(new BatchLearned(step.Batch));
                break;
            case BlockFinished finished:
                weights[finished.Block] = finished.WeightsSha256;
                EndIfDone();
                break;
            case SnapshotBegun:
                writing++;
                break;
            case SnapshotPart or SnapshotFailed:
                writing--;
                EndIfDone();
                break;
            case ActorFailed failed:
                done.TrySetException(failed.Cause);
                break;
            default:
                break;
        }
    }

    // Not while a share of a snapshot is being written into the run's folder.
    void EndIfDone()
    {
        if (writing == 0 && weights.All(hash => hash is not null))
        {
            done.TrySetResult(weights);
        }
    }

    void Wire()
    {
        loader.Tell(new Wire(ActorRefs.Nobody, senders[0]));
        for (int k = 0; k < plan.Blocks; k++)
        {
            blocks[k].Tell(new Wire(receivers[k], k + 1 < plan.Blocks ? senders[k + 1] : ActorRefs.Nobody));
        }
    }

    IActorRef Block(BlockSetup setup, int k)
    {
        EdgeRegistry.Of(Context.System).Declare(setup.Inlet);
        BlockClock clock = plan.Clocks[k];
        return Context.Watch(Context.ActorOf(
            Props.Create(() => new BlockActor(setup, clock)).WithDispatcher("block-dispatcher").WithMailbox(TwoLaneMailbox.Id), setup.Name));
    }
}
