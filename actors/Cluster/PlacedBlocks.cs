using System.Diagnostics.CodeAnalysis;
using System.Net;
using Actors.Blocks;
using Actors.Edges;
using Actors.Links;
using Actors.Logging;
using Actors.Messages;
using Actors.Metrics;
using Actors.Runs;
using Actors.Snapshots;
using Akka.Actor;

namespace Actors.Cluster;

/// <summary>A node's blocks of one incarnation, and the ends of the links between them and other nodes.</summary>
/// <remarks>What blocks tell their run goes on to the coordinator, as if they were its own children.</remarks>
internal sealed class PlacedBlocks : UntypedActor, IWithTimers
{
    static readonly TimeSpan ReportEvery = TimeSpan.FromMilliseconds(250);

    readonly PlaceBlocks place;
    readonly NodeSite site;
    readonly RunPlan plan;
    readonly LinkInstruments links;
    readonly IActorRef coordinator;
    readonly Chain chain;
    readonly SortedDictionary<int, IActorRef> blocks = [];
    readonly Dictionary<int, IActorRef> producers = [];
    readonly Dictionary<int, IActorRef> consumers = [];
    readonly Dictionary<int, LinkMeter> inlets = [];
    readonly Dictionary<int, LinkMeter> outlets = [];
    readonly List<NodeBatches> loaders = [];
    bool reported;

    /// <summary>Makes the chain's setups; blocks are made when it starts.</summary>
    public PlacedBlocks(PlaceBlocks place, NodeSite site, RunPlan plan, LinkInstruments links, IActorRef coordinator)
    {
        this.place = place;
        this.site = site;
        this.plan = plan;
        this.links = links;
        this.coordinator = coordinator;
        chain = Chains.Make(plan, place.Incarnation, place.From is null ? null : LoadedSnapshot.Open(place.From), null);
    }

    /// <summary>Set by Akka.</summary>
    [AllowNull]
    public ITimerScheduler Timers { get; set; }

    /// <inheritdoc/>
    protected override SupervisorStrategy SupervisorStrategy() => new CrashStrategy(Decide);

    /// <inheritdoc/>
    protected override void PreStart()
    {
        coordinator.Tell(new BlocksPlaced(site.Name, place.Incarnation));
        plan.Trace?.Split(place.Incarnation, Enumerable.Range(0, plan.Blocks).Where(edge => IsHere(edge) != IsHere(edge - 1)));
        EdgeRegistry registry = EdgeRegistry.Of(Context.System);
        foreach (BlockSetup block in chain.Blocks.Where(block => IsHere(block.Index)))
        {
            registry.Declare(block.Inlet);
            blocks[block.Index] = Context.Watch(Context.ActorOf(
                Props.Create(() => new BlockActor(block, plan.Clocks[block.Index])).WithDispatcher("block-dispatcher").WithMailbox(TwoLaneMailbox.Id),
                block.Name));
        }

        foreach (int block in blocks.Keys)
        {
            producers[block] = IsHere(block - 1) ? blocks[block - 1] : Inlet(block);
        }

        foreach (int block in blocks.Keys)
        {
            consumers[block] = block == plan.Blocks - 1 ? ActorRefs.Nobody : IsHere(block + 1) ? blocks[block + 1] : Outlet(block + 1);
        }

        links.Watch([.. inlets.Values, .. outlets.Values]);
        plan.Instruments.Watch([.. blocks.Keys.Select(block => chain.Edges[block])]);
        Timers.StartPeriodicTimer(nameof(Report), ReportTick.Instance, ReportEvery);
    }

    /// <inheritdoc/>
    protected override void PostStop()
    {
        foreach (NodeBatches loader in loaders)
        {
            loader.DisposeAsync().AsTask().PipeTo(ActorRefs.Nobody);
        }
    }

    /// <inheritdoc/>
    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case WireBlocks:
                Wire();
                break;
            case RewireBlock again when blocks.ContainsKey(again.Block):
                blocks[again.Block].Tell(new Wire(producers[again.Block], consumers[again.Block], again.Restart));
                consumers[again.Block].Tell(new CountCredit(again.Restart));
                break;
            case Halt or Pause or GoOn:
                Tell(message);
                break;
            case IBlockMessage told when blocks.TryGetValue(told.Block, out IActorRef? one):
                one.Tell(told);
                break;
            case StopBlocks:
                Context.Stop(Self);
                break;
            case ReportTick:
                Report(last: false);
                break;
            case ReportNow:
                Report(last: true);
                break;
            case LinkChanged changed:
                site.Changed(changed);
                break;
            case Terminated terminated:
                Ended(terminated.ActorRef);
                break;
            case IControlMessage said:
                plan.Instruments.Note(said);
                coordinator.Tell(said, Sender);
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    bool IsHere(int block) => block >= 0 && place.Places[block].Node == site.Name;

    void Wire()
    {
        // Producers first: a consumer answers its wiring with credit, for which the producer must know its outlet.
        foreach ((int block, IActorRef actor) in blocks)
        {
            actor.Tell(new Wire(producers[block], consumers[block]));
        }
    }

    void Tell(object message)
    {
        foreach (IActorRef block in blocks.Values)
        {
            block.Tell(message);
        }
    }

    IActorRef Inlet(int edge)
    {
        LinkSetup setup = Setup(edge, inlets[edge] = new LinkMeter(chain.Edges[edge].Name));
        NodeBatches? batches = null;
        if (setup.Shape.Targets == LinkTargets.Local)
        {
            loaders.Add(batches = new NodeBatches(plan.Batches(chain.Loader.First), plan.Device, plan.Regime));
        }

        return Context.Watch(Context.ActorOf(
            Props.Create(() => new LinkReceiver(setup, site.Port, chain.Edges[edge], blocks[edge], plan.Device, batches)), $"inlet-{edge}"));
    }

    IActorRef Outlet(int edge)
    {
        LinkSetup setup = Setup(edge, outlets[edge] = new LinkMeter(chain.Edges[edge].Name));
        BlockPlace there = place.Places[edge];
        EndPoint to = new DnsEndPoint(there.Host, there.EdgePort);
        return Context.Watch(Context.ActorOf(
            Props.Create(() => new LinkSender(setup, to, site.Security, chain.Edges[edge], blocks[edge - 1], site.Port.Rejects)), $"outlet-{edge}"));
    }

    LinkSetup Setup(int edge, LinkMeter meter) => LinkPlans.Setup(plan, place.Run, place.Token, place.Incarnation, edge, meter);

    Directive Decide(IActorRef child, Exception cause)
    {
        CrashLog.Append(plan.Directory.Crashes, plan.Time.GetUtcNow(), $"{site.Name}/{child.Path.Name}", cause);
        bool isBlock = blocks.ContainsValue(child) || child.Path.Name.StartsWith("block-", StringComparison.Ordinal);
        if (cause is ActorInitializationException)
        {
            coordinator.Tell(new ActorFailed(child.Path.Name, -1, cause), child);
        }

        // How often is for the coordinator to say, who counts all crashes.
        return isBlock && cause is not ActorInitializationException && plan.Options.Recovery.Mode == RecoveryMode.Local ? Directive.Restart : Directive.Stop;
    }

    void Ended(IActorRef child)
    {
        string name = child.Path.Name;
        int dash = name.IndexOf('-', StringComparison.Ordinal);
        int number = int.Parse(name.AsSpan(dash + 1), System.Globalization.CultureInfo.InvariantCulture);

        // A link is of no use without its end here: whose block it feeds, or is fed by, cannot go on.
        int block = name.StartsWith("outlet-", StringComparison.Ordinal) ? number - 1 : number;
        coordinator.Tell(new BlockStopped(block), blocks[block]);
    }

    void Report(bool last)
    {
        if (reported)
        {
            return;
        }

        reported = last;
        coordinator.Tell(new NodeReport(
            site.Name, place.Incarnation, last,
            [.. blocks.Keys.Select(block => new BlockTimes(block, plan.Clocks[block].State, plan.Clocks[block].Seconds()))],
            [.. blocks.Keys.Select(block => new InletReport(block, chain.Edges[block].Counts()))],
            [.. outlets.Select(outlet => new OutletReport(outlet.Key, outlet.Value.Counts()))]));
    }

    sealed record ReportTick
    {
        public static ReportTick Instance { get; } = new();
    }
}
