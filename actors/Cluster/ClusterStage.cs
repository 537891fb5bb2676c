using System.Security.Cryptography;
using Actors.Data.Masks;
using Actors.Logging;
using Actors.Messages;
using Actors.Model.Costs;
using Actors.Runs;
using Akka.Actor;

namespace Actors.Cluster;

/// <summary>The nodes of a cluster: knows who takes part, and places blocks on them.</summary>
internal sealed class ClusterStage : IStage
{
    const string ProbeFile = "nodes.probe";

    readonly RunPlan plan;
    readonly ClusterOptions options;
    readonly CoordinatorSite site;
    readonly RunKey run = new(Guid.NewGuid(), RandomNumberGenerator.GetBytes(32));
    readonly IReadOnlyList<string> asked;
    readonly SortedDictionary<string, Node> nodes = new(StringComparer.Ordinal);
    readonly SortedDictionary<string, Node> welcomed = new(StringComparer.Ordinal);
    readonly SortedDictionary<string, Node> lost = new(StringComparer.Ordinal);
    readonly string probe;
    PlacedChain? current;
    bool began;

    /// <summary>A stage without nodes.</summary>
    /// <exception cref="RunException">The placement that is asked for is none.</exception>
    public ClusterStage(RunPlan plan, CoordinatorSite site)
    {
        this.plan = plan;
        this.site = site;
        options = plan.Options.Cluster;
        try
        {
            asked = options.Place.Length == 0 ? [] : Placement.Parse(options.Place, plan.Blocks);
        }
        catch (FormatException e)
        {
            throw new RunException(ExitCode.Usage, $"cluster.place {options.Place}: {e.Message}", e);
        }

        probe = Path.Combine(plan.Directory.Path, ProbeFile);
        File.WriteAllText(probe, $"{run.Run}");
    }

    /// <inheritdoc/>
    public string? Missing
    {
        get
        {
            string[] absent = [.. asked.Distinct().Where(name => !nodes.ContainsKey(name))];
            int wanted = began ? 1 : options.Nodes;
            return absent.Length > 0 ? $"waiting for {string.Join(", ", absent)}, which blocks are to be placed on (cluster.place)"
                : nodes.Count < wanted ? $"waiting for nodes: {nodes.Count} of {wanted} here"
                : null;
        }
    }

    /// <inheritdoc/>
    public TimeSpan? Patience => options.Wait > 0 ? TimeSpan.FromSeconds(options.Wait) : null;

    /// <inheritdoc/>
    public IChainActors Start(IActorContext context, RunPlan plan, Chain chain)
    {
        began = true;
        Node[] free = [.. nodes.Values];
        IReadOnlyList<Node> places = asked.Count > 0
            ? [.. asked.Select(name => nodes[name])]
            : [.. Placement.Of(Costs(chain), [.. free.Select(node => node.Work)]).Select(index => free[index])];
        string where = string.Join("; ", places.Select((node, block) => (node.Name, block)).GroupBy(at => at.Name, at => at.block)
            .Select(group => $"{string.Join(",", group)}={group.Key}"));
        plan.Observer.Event(new RunEvent(RunSeverity.Info, $"incarnation {chain.Incarnation}: blocks {where}")
        {
            Kind = EventKinds.Placed,
            Incarnation = chain.Incarnation,
        });
        if (plan.Trace is not null)
        {
            context.ActorSelection($"/user/{TraceClocks.Name}").Tell(new TraceClocks.TracedNodes([.. places.Distinct()]));
        }

        return current = new PlacedChain(context, plan, chain, run, places, site);
    }

    /// <inheritdoc/>
    public bool Take(IActorContext context, object message)
    {
        switch (message)
        {
            case NodeHello hello:
                Welcome(context, hello);
                return true;
            case NodeSees sees:
                Sees(context, sees);
                return true;
            default:
                return current?.Take(context, message) ?? false;
        }
    }

    /// <inheritdoc/>
    public ActorFailed? Lost(IActorRef actor)
    {
        Node? left = nodes.Values.Concat(welcomed.Values).FirstOrDefault(node => node.Actor.Equals(actor));
        if (left is null)
        {
            return null;
        }

        string name = left.Name;
        lost[name] = left;
        welcomed.Remove(name);
        bool works = nodes.Remove(name) && (current?.Uses(name) ?? false);
        plan.Observer.Event(new RunEvent(RunSeverity.Warning, $"node {name} has left; {nodes.Count} are here") { Kind = EventKinds.NodeLeft, Node = name });
        return works ? new ActorFailed($"node {name}", -1, new NodeLostException("it left the cluster, or was removed because nobody reached it")) : null;
    }

    /// <inheritdoc/>
    public IReadOnlyList<MemberProgress> Members(IActorContext context)
    {
        var unreachable = Akka.Cluster.Cluster.Get(context.System).State.Unreachable.Select(member => member.Address).ToHashSet();
        return
        [
            .. nodes.Values.Select(node => Member(node, unreachable.Contains(node.Actor.Path.Address) ? MemberState.Unreachable : MemberState.Up)),
            .. welcomed.Values.Select(node => Member(node, MemberState.Joining)),
            .. lost.Values.Where(node => !welcomed.ContainsKey(node.Name)).Select(node => Member(node, MemberState.Lost)),
        ];

        static MemberProgress Member(Node node, MemberState state) =>
            new(node.Name, $"{node.Actor.Path.Address.Host}:{node.Actor.Path.Address.Port}", state, node.Work);
    }

    /// <inheritdoc/>
    public void RunEnded()
    {
        File.Delete(probe);
        foreach (Node node in nodes.Values.Concat(welcomed.Values))
        {
            node.Actor.Tell(new RunEnded());
        }
    }

    void Welcome(IActorContext context, NodeHello hello)
    {
        Node? known = nodes.GetValueOrDefault(hello.Name) ?? welcomed.GetValueOrDefault(hello.Name);
        if (known is not null && !known.Actor.Equals(context.Sender))
        {
            // A node that was killed and is back before its death was noticed has to wait for that; another of its name, for ever.
            return;
        }

        if (hello.Version != BuildVersion.Text)
        {
            context.Sender.Tell(new NodeRefused($"node {hello.Name} is version {hello.Version}, the coordinator {BuildVersion.Text}: all must be the same"));
            return;
        }

        if (known is null)
        {
            context.Watch(context.Sender);
            welcomed[hello.Name] = new Node(context.Sender, new BlockPlace(hello.Name, hello.Host, hello.EdgePort), hello.Work);
        }

        context.Sender.Tell(new NodeWelcome(probe, $"{run.Run}"), context.Self);
    }

    void Sees(IActorContext context, NodeSees sees)
    {
        if (sees.Problem.Length > 0)
        {
            // One that blocks are placed on stays until it has left: its leaving is what the run recovers from.
            if (current?.Uses(sees.Name) != true)
            {
                nodes.Remove(sees.Name);
            }

            plan.Observer.Event(new RunEvent(RunSeverity.Warning, sees.Problem) { Kind = EventKinds.NodeRefused, Node = sees.Name });
            context.Sender.Tell(new NodeRefused(sees.Problem));
        }
        else if (welcomed.Remove(sees.Name, out Node? node))
        {
            nodes[sees.Name] = node;
            lost.Remove(sees.Name);
            plan.Observer.Event(new RunEvent(RunSeverity.Info, $"node {sees.Name} is here ({nodes.Count} of {options.Nodes})")
            {
                Kind = EventKinds.NodeHere,
                Node = sees.Name,
            });
        }
    }

    double[] Costs(Chain chain)
    {
        int visible = plan.Shape.VisibleTokens(plan.Options.Training.MaskRatio);
        int decoded = TubeMask.DecodedTokens(plan.Shape.Tokens - visible, plan.Options.Training.DecodeFraction);
        return [.. chain.Blocks.Select(block => BlockCost.Of(block.Plan, visible, decoded).Step)];
    }
}
