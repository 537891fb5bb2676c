using Actors.Logging;
using Actors.Runs;
using Actors.Tracing;
using Akka.Actor;

namespace Actors.Cluster;

/// <summary>Joins the traces of a cluster's processes when their run has ended.</summary>
internal sealed class ClusterTrace
{
    // A node ends its trace within milliseconds, unless its last step takes long.
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    readonly RunPlan plan;
    readonly RunTrace own;
    readonly TaskCompletionSource<IReadOnlyList<ComparedClock>> ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    readonly ClockLog log;
    readonly IActorRef clocks;

    /// <summary>Begins to compare clocks.</summary>
    /// <param name="plan">The run.</param>
    /// <param name="own">The coordinator's own trace.</param>
    /// <param name="system">The coordinator's actor system.</param>
    public ClusterTrace(RunPlan plan, RunTrace own, ActorSystem system)
    {
        this.plan = plan;
        this.own = own;
        ClockLog kept = log = new ClockLog(plan.Directory.Clocks, own.Id, plan.Observer);
        clocks = system.ActorOf(Props.Create(() => new TraceClocks(own, kept, ended)), TraceClocks.Name);
    }

    /// <summary>Waits until the nodes have written theirs. The run has ended, the actor system has not.</summary>
    public async Task NodesAsync()
    {
        clocks.Tell(TraceClocks.EndOfTraces.Instance);
        try
        {
            await ended.Task.WaitAsync(Patience);
        }
        catch (TimeoutException)
        {
            Warn($"a node has not ended its trace within {Patience.TotalSeconds:0} s; what it had written is taken");
        }
    }

    /// <summary>Ends the coordinator's own trace, and joins what there is into the run's. The actor system has ended.</summary>
    public async Task JoinAsync()
    {
        IReadOnlyList<ComparedClock> compared = await ended.Task;
        log.Dispose();
        await own.DisposeAsync();
        try
        {
            // That of a process that was lost stays: nobody knows what it is good for.
            foreach (string share in new JoinedTrace(plan.Directory, own.Path, compared, plan.Observer).Write(plan.Directory.Trace))
            {
                File.Delete(share);
            }

            ClockLog.Forget(plan.Directory.Clocks, own.Id);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or FormatException)
        {
            Warn($"the traces of the nodes are not joined ({RunFaults.FirstLine(e)}); they stay as they are in {plan.Directory.Path}, and actors trace joins them");
        }
    }

    void Warn(string text) => plan.Observer.Event(new RunEvent(RunSeverity.Warning, text) { Kind = EventKinds.TraceIncomplete });
}
