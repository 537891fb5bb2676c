using System.Diagnostics.CodeAnalysis;
using Actors.Configuration;
using Actors.Logging;
using Actors.Messages;
using Actors.Metrics;
using Actors.Runs;
using Actors.Tracing;
using Akka.Actor;
using Akka.Cluster;

namespace Actors.Cluster;

/// <summary>Lends a process to the run of the cluster's coordinator: offers itself, makes the blocks it is given, ends with the run.</summary>
internal sealed class NodeActor : UntypedActor, IWithTimers
{
    /// <summary>The actor's name.</summary>
    public const string Name = "node";

    static readonly TimeSpan OfferEvery = TimeSpan.FromMilliseconds(500);

    readonly NodeSite site;
    readonly TaskCompletionSource<NodeEnd> ended;
    Address? coordinatorAddress;
    IActorRef? coordinator;
    RunPlan? plan;
    LinkInstruments? links;
    IActorRef? placed;
    IActorRef? members;
    IActorRef? clocks;
    (PlaceBlocks Place, IActorRef Run)? next;
    bool over;

    /// <summary>A node that completes <paramref name="ended"/> when the run has ended, or is lost to it.</summary>
    public NodeActor(NodeSite site, TaskCompletionSource<NodeEnd> ended)
    {
        this.site = site;
        this.ended = ended;
    }

    /// <summary>Set by Akka.</summary>
    [AllowNull]
    public ITimerScheduler Timers { get; set; }

    /// <inheritdoc/>
    protected override SupervisorStrategy SupervisorStrategy() => new CrashStrategy((_, cause) =>
    {
        string problem = $"node {site.Name}: {RunFaults.FirstLine(cause)}";
        site.Observer.Event(new RunEvent(RunSeverity.Error, problem) { Kind = EventKinds.NodeFailed, Node = site.Name });

        // Blocks that were never placed are known to nobody else.
        if (cause is ActorInitializationException)
        {
            coordinator?.Tell(new NodeSees(site.Name, problem));
        }

        return Directive.Stop;
    });

    /// <inheritdoc/>
    protected override void PreStart()
    {
        Akka.Cluster.Cluster.Get(Context.System).Subscribe(Self, ClusterEvent.InitialStateAsEvents, typeof(ClusterEvent.MemberUp));
        Timers.StartPeriodicTimer(nameof(Offer), OfferTick.Instance, OfferEvery);
    }

    /// <inheritdoc/>
    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case ClusterEvent.MemberUp up when up.Member.HasRole(ClusterSystem.Coordinator):
                coordinatorAddress = up.Member.Address;
                Offer();
                break;
            case ClusterEvent.MemberUp:
                break;
            case OfferTick when coordinator is null && coordinatorAddress is not null:
                Offer();
                break;
            case OfferTick:
                break;
            case NodeWelcome welcome:
                Welcomed(welcome);
                break;
            case NodeRefused refused:
                End(new NodeEnd(ExitCode.Usage, refused.Why));
                break;
            case PlaceBlocks place:
                Place(place, Sender);
                break;
            case RunEnded:
                over = true;
                EndTraced();
                break;
            case ClockPing ping when plan?.Trace is { } trace:
                clocks = Sender;
                clocks.Tell(new ClockPong(ping.Asked, trace.Now, trace.Id));
                break;
            case ClockPing:
                break;
            case TraceWritten:
                clocks?.Tell(new TraceEnded());
                End(new NodeEnd(ExitCode.Done, ""));
                break;
            case Terminated terminated when terminated.ActorRef.Equals(coordinator) && over:
                break;
            case Terminated terminated when terminated.ActorRef.Equals(coordinator):
                End(NodeEnd.Lost(site.Node));
                break;
            case Terminated terminated:
                if (terminated.ActorRef.Equals(placed))
                {
                    placed = null;
                    site.Placed(null);
                }

                if (over)
                {
                    EndTraced();
                }
                else if (placed is null && next is { } waiting)
                {
                    next = null;
                    Place(waiting.Place, waiting.Run);
                }

                break;
            default:
                Unhandled(message);
                break;
        }
    }

    /// <summary>The run is over. A trace is whole when the blocks that note in it have ended; the coordinator waits for it.</summary>
    void EndTraced()
    {
        if (plan?.Trace is not { } trace)
        {
            End(new NodeEnd(ExitCode.Done, ""));
        }
        else if (placed is not null)
        {
            Context.Stop(placed);
        }
        else
        {
            plan.Clocks.ToList().ForEach(clock => clock.Flush());
            trace.DisposeAsync().AsTask().PipeTo(Self, success: () => TraceWritten.Instance, failure: _ => TraceWritten.Instance);
        }
    }

    void Offer() => Context.ActorSelection(new RootActorPath(coordinatorAddress!) / "user" / RunCoordinator.Name).Tell(
        new NodeHello(site.Name, site.Node.Work, site.Node.Device, site.Host, site.Port.Endpoint.Port, BuildVersion.Text), Self);

    void Welcomed(NodeWelcome welcome)
    {
        string problem = "";
        try
        {
            problem = File.ReadAllText(welcome.Probe) == welcome.Content ? "" : $"node {site.Name} sees another {welcome.Probe} than the coordinator";
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            problem = $"node {site.Name} does not see the run directory {Path.GetDirectoryName(welcome.Probe)}: all nodes need it, at the same path ({e.Message})";
        }

        if (coordinator is null)
        {
            coordinator = Context.Watch(Sender);
            site.Observer.Event(new RunEvent(RunSeverity.Info, $"node {site.Name} takes part in the run of {Sender.Path.Address}")
            {
                Kind = EventKinds.NodeHere,
                Node = site.Name,
            });
        }

        Sender.Tell(new NodeSees(site.Name, problem));
    }

    void Place(PlaceBlocks place, IActorRef run)
    {
        if (placed is not null)
        {
            // Edges have the same names in every incarnation: the next begins when the last has gone.
            Context.Stop(placed);
            next = (place, run);
            return;
        }

        try
        {
            plan ??= PlanOf(place);
        }
        catch (Exception e) when (RunFaults.CodeOf(e) != ExitCode.Unexpected || e is ConfigurationException)
        {
            run.Tell(new NodeSees(site.Name, $"node {site.Name}: {RunFaults.FirstLine(e)}"));
            return;
        }

        RunPlan planned = plan;
        LinkInstruments metered = links ??= new LinkInstruments(plan.Instruments.Registry, site.Port.Rejects);
        if (members is null)
        {
            members = Context.ActorOf(Props.Create(() => new ClusterMembers(planned.Instruments)), ClusterMembers.Name);
        }

        placed = Context.Watch(Context.ActorOf(Props.Create(() => new PlacedBlocks(place, site, planned, metered, run)), $"run-{place.Incarnation}"));
        site.Placed(plan);
        string[] own = [.. place.Places.Select((where, block) => (where, block)).Where(at => at.where.Node == site.Name).Select(at => $"{at.block}")];
        string from = place.From is null ? "anew" : $"from {Path.GetFileName(place.From)}";
        site.Observer.Event(new RunEvent(RunSeverity.Info, $"node {site.Name}, incarnation {place.Incarnation}: blocks {string.Join(", ", own)} {from}")
        {
            Kind = EventKinds.Placed,
            Node = site.Name,
            Incarnation = place.Incarnation,
        });
    }

    RunPlan PlanOf(PlaceBlocks place)
    {
        RunOptions options = RunConfiguration.Load(new ConfigurationSources { Text = place.Configuration }).Options;
        if (site.Node.Device.Length > 0)
        {
            options = options with { Training = options.Training with { Device = site.Node.Device } };
        }

        RunDirectory directory = RunDirectory.Open(place.Directory);
        if (options.Cluster.Targets == Links.LinkTargets.Chain)
        {
            RunPlan plan = RunPlans.Make(options, _ => new AbsentBatches(), RunPlans.FaultsOf(options), directory, site.Observer, () => { }, null);
            return plan with { Trace = Trace() };
        }

        // What the run itself writes is there already.
        OpenedClips clips = RunClips.Open(options with { Resume = place.Directory }, directory, site.Observer, CancellationToken.None);
        RunPlan own = RunPlans.Make(options, clips.Source, directory, site.Observer, () => { }, trace: Trace());
        own.Instruments.Loading.Watch(clips.Cache);
        return own;

        // Its clock is its own, and so is its file: the coordinator joins them.
        RunTrace? Trace() => options.Trace
            ? RunTrace.Open(directory.TraceOf(site.Name), $"node {site.Name}", site.Observer, RunPlans.FaultsOf(options).ClockSkew(site.Name)) : null;
    }

    void End(NodeEnd end)
    {
        if (placed is not null)
        {
            Context.Stop(placed);
        }

        ended.TrySetResult(end);
    }

    sealed record TraceWritten
    {
        public static TraceWritten Instance { get; } = new();
    }

    sealed record OfferTick
    {
        public static OfferTick Instance { get; } = new();
    }
}
