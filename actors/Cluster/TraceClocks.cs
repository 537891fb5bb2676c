using System.Diagnostics.CodeAnalysis;
using Actors.Messages;
using Actors.Tracing;
using Akka.Actor;

namespace Actors.Cluster;

/// <summary>Compares the clocks of traced nodes with the coordinator's for as long as they run, and waits for their traces at the end.</summary>
/// <remarks>An actor of its own, on the coordinator: what it has to do is short, so that it reads the time when an answer comes.</remarks>
internal sealed class TraceClocks : UntypedActor, IWithTimers
{
    /// <summary>The actor's name.</summary>
    public const string Name = "clocks";

    static readonly TimeSpan AskEvery = TimeSpan.FromMilliseconds(100);

    readonly RunTrace trace;
    readonly ClockLog log;
    readonly TaskCompletionSource<IReadOnlyList<ComparedClock>> ended;
    readonly Dictionary<IActorRef, ComparedClock> here = [];
    readonly List<ComparedClock> all = [];
    bool ending;

    /// <summary>Knows of no node yet.</summary>
    /// <param name="trace">The coordinator's own.</param>
    /// <param name="log">Keeps what is found.</param>
    /// <param name="ended">Completed with what was found when every node that is still here has written its trace.</param>
    public TraceClocks(RunTrace trace, ClockLog log, TaskCompletionSource<IReadOnlyList<ComparedClock>> ended)
    {
        this.trace = trace;
        this.log = log;
        this.ended = ended;
    }

    /// <summary>Set by Akka.</summary>
    [AllowNull]
    public ITimerScheduler Timers { get; set; }

    /// <inheritdoc/>
    protected override void PreStart() => Timers.StartPeriodicTimer(nameof(Tick), Tick.Instance, AskEvery);

    /// <inheritdoc/>
    protected override void PostStop() => ended.TrySetResult(all);

    /// <inheritdoc/>
    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case ClockPong pong when here.TryGetValue(Sender, out ComparedClock? clock):
                var sample = new ClockSample(pong.Asked, pong.Theirs, trace.Now);
                clock.Answered(sample, pong.File);
                log.Note(clock.Node, pong.File, sample);
                break;
            case Tick:
                Ask();
                break;
            case TracedNodes traced:
                traced.Nodes.ToList().ForEach(Add);
                break;
            case TraceEnded:
                Gone(Sender);
                break;
            case Terminated terminated:
                Gone(terminated.ActorRef);
                break;
            case EndOfTraces:
                ending = true;
                EndIfAlone();
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    void Add(Node node)
    {
        if (!here.ContainsKey(node.Actor))
        {
            var clock = new ComparedClock(node.Name);
            here[Context.Watch(node.Actor)] = clock;
            all.Add(clock);
        }
    }

    void Ask()
    {
        foreach (IActorRef node in here.Keys)
        {
            node.Tell(new ClockPing(trace.Now));
        }
    }

    void Gone(IActorRef node)
    {
        here.Remove(node);
        EndIfAlone();
    }

    void EndIfAlone()
    {
        if (ending && here.Count == 0)
        {
            ended.TrySetResult(all);
        }
    }

    /// <summary>Blocks are placed on these nodes.</summary>
    /// <param name="Nodes">They.</param>
    internal sealed record TracedNodes(IReadOnlyList<Node> Nodes);

    /// <summary>The run has ended, and nodes have been told.</summary>
    internal sealed record EndOfTraces
    {
        /// <summary>The one there is.</summary>
        public static EndOfTraces Instance { get; } = new();
    }

    sealed record Tick
    {
        public static Tick Instance { get; } = new();
    }
}
