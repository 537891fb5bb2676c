using System.Net;
using Actors.Edges;
using Actors.Links;
using Actors.Loading;
using Actors.Messages;
using Actors.Runs;
using Akka.Actor;

namespace Actors.Cluster;

/// <summary>The actors of one incarnation on the nodes of a cluster: blocks there, the loader here.</summary>
internal sealed class PlacedChain : IChainActors
{
    readonly RunPlan plan;
    readonly Chain chain;
    readonly IReadOnlyList<Node> places;
    readonly Node[] nodes;
    readonly PlacedEdge[] edges;
    readonly IActorRef loader;
    readonly IActorRef outlet;
    readonly HashSet<IActorRef> alive;
    readonly Dictionary<string, IActorRef> placed = new(StringComparer.Ordinal);
    readonly HashSet<string> settled = new(StringComparer.Ordinal);
    bool stopped;
    bool settling;

    /// <summary>Tells each node its blocks, and makes the loader.</summary>
    /// <param name="context">The run coordinator's.</param>
    /// <param name="plan">The run.</param>
    /// <param name="chain">The incarnation.</param>
    /// <param name="run">The run's number and secret.</param>
    /// <param name="places">The node of each block.</param>
    /// <param name="site">The coordinator's own end of links.</param>
    public PlacedChain(IActorContext context, RunPlan plan, Chain chain, RunKey run, IReadOnlyList<Node> places, CoordinatorSite site)
    {
        this.plan = plan;
        this.chain = chain;
        this.places = places;
        nodes = [.. places.Distinct()];
        edges = [.. plan.EdgePlans.Select((edge, k) => new PlacedEdge(edge, chain.Edges[k].Counts()))];
        // The loader is here, the first block on a node.
        plan.Trace?.Split(chain.Incarnation, [0]);
        LoaderSetup setup = chain.Loader with { Outlet = new Edge(plan.EdgePlans[0]) { Trace = plan.Trace?.Edge(0, chain.Incarnation) } };
        loader = context.Watch(context.ActorOf(Props.Create(() => new LoaderActor(setup)), LoaderActor.Name));
        var meter = new LinkMeter(edges[0].Plan.Name);
        LinkSetup link = LinkPlans.Setup(plan, run.Run, run.Token, chain.Incarnation, 0, meter);
        EndPoint to = new DnsEndPoint(places[0].Place.Host, places[0].Place.EdgePort);
        IActorRef producer = loader;
        outlet = context.Watch(context.ActorOf(
            Props.Create(() => new LinkSender(link, to, site.Security, setup.Outlet, producer, site.Rejects)), $"outlet-0.{chain.Incarnation}"));
        edges[0].Report(meter.Counts);
        site.Metrics.Watch([meter]);
        alive = [loader, outlet];
        var place = new PlaceBlocks(run.Run, chain.Incarnation, run.Token, plan.Directory.Path, site.Configuration, chain.From, [.. places.Select(node => node.Place)]);
        foreach (Node node in nodes)
        {
            node.Actor.Tell(place, context.Self);
        }
    }

    /// <inheritdoc/>
    public IReadOnlyList<IEdgeView> Edges => edges;

    /// <inheritdoc/>
    public IReadOnlyList<string> Nodes => [.. places.Select(node => node.Name)];

    /// <inheritdoc/>
    public bool AllEnded => alive.Count == 0;

    /// <inheritdoc/>
    public IEnumerable<int> Alive => Enumerable.Range(0, places.Count)
        .Where(block => placed.TryGetValue(places[block].Name, out IActorRef? parent) && alive.Contains(parent));

    /// <inheritdoc/>
    public bool RestartThemselves => true;

    /// <summary>Whether blocks are on a node.</summary>
    public bool Uses(string node) => nodes.Any(used => used.Name == node);

    /// <summary>Takes in what a node says of its blocks.</summary>
    /// <returns>Whether it was of this incarnation.</returns>
    public bool Take(IActorContext context, object message)
    {
        switch (message)
        {
            case BlocksPlaced said when said.Incarnation == chain.Incarnation:
                placed[said.Node] = context.Sender;
                alive.Add(context.Watch(context.Sender));
                if (stopped)
                {
                    context.Sender.Tell(new StopBlocks());
                }

                return true;
            case NodeReport report when report.Incarnation == chain.Incarnation:
                Take(report);
                return true;
            case LinkChanged changed:
                LinkEvents.Tell(plan.Observer, changed);
                return true;
            default:
                return false;
        }
    }

    /// <inheritdoc/>
    public bool Contain(IActorRef actor) =>
        actor.Equals(loader) || actor.Equals(outlet) || placed.ContainsValue(ParentOf(actor));

    /// <inheritdoc/>
    public bool HasBlock(IActorRef actor) => NumberOf(actor.Path.Name) >= 0;

    /// <inheritdoc/>
    public int NumberOf(string name) => Array.FindIndex([.. chain.Blocks], block => block.Name == name);

    /// <inheritdoc/>
    public void Wire()
    {
        // Producers first, as in one process; over a link a credit waits for its producer anyway.
        loader.Tell(new Wire(ActorRefs.Nobody, outlet));
        Tell(new WireBlocks());
    }

    /// <inheritdoc/>
    public void Rewire(int block, int restart) => placed[places[block].Place.Node].Tell(new RewireBlock(block, restart));

    /// <inheritdoc/>
    public void TellLoader(object message) => loader.Tell(message);

    /// <inheritdoc/>
    public void TellBlocks(IControlMessage message) => Tell(message);

    /// <inheritdoc/>
    public void TellBlock(IBlockMessage message)
    {
        // One that is not there yet is told with all others, when it is.
        if (placed.TryGetValue(places[message.Block].Name, out IActorRef? parent))
        {
            parent.Tell(message);
        }
    }

    /// <inheritdoc/>
    public void Halt(string folder)
    {
        loader.Tell(new Halt(null));
        Tell(new Halt(folder));
    }

    /// <inheritdoc/>
    public void Stop(IActorContext context)
    {
        stopped = true;
        context.Stop(loader);
        context.Stop(outlet);
        Tell(new StopBlocks());
        for (int k = 0; k < edges.Length; k++)
        {
            edges[k].Settle();
        }
    }

    /// <inheritdoc/>
    public bool Ended(IActorRef actor) => alive.Remove(actor);

    /// <inheritdoc/>
    public bool Settled()
    {
        if (!settling)
        {
            settling = true;
            Tell(new ReportNow());
        }

        return settled.Count == nodes.Length;
    }

    IActorRef ParentOf(IActorRef actor) =>
        placed.Values.FirstOrDefault(parent => parent.Path.Equals(actor.Path.Parent) && parent.Path.Address == actor.Path.Address) ?? ActorRefs.Nobody;

    void Tell(object message)
    {
        foreach (IActorRef parent in placed.Values)
        {
            parent.Tell(message);
        }
    }

    void Take(NodeReport report)
    {
        foreach (BlockTimes times in report.Blocks)
        {
            plan.Clocks[times.Block].Adopt(times.State, times.Seconds);
        }

        foreach (InletReport inlet in report.Inlets)
        {
            edges[inlet.Edge].Report(inlet.Counts);
        }

        foreach (OutletReport link in report.Outlets)
        {
            edges[link.Edge].Report(() => link.Counts);
        }

        if (report.Last)
        {
            settled.Add(report.Node);
        }
    }
}
