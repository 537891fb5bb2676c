using Actors.Configuration;
using Actors.Links;
using Actors.Logging;
using Actors.Metrics;
using Actors.Runs;
using Akka.Actor;

namespace Actors.Cluster;

/// <summary>Runs a node from options to its end.</summary>
public static class NodeHost
{
    static readonly TimeSpan Farewell = TimeSpan.FromSeconds(5);

    /// <summary>Joins, takes part in a run, and ends with it; one that stays does so again and again.</summary>
    /// <param name="node">What it lends.</param>
    /// <param name="cluster">Address and timings.</param>
    /// <param name="metrics">Where Prometheus finds it.</param>
    /// <param name="logging">What goes into its log in the run directory.</param>
    /// <param name="told">Is told what happens.</param>
    /// <param name="stop">Has it leave.</param>
    /// <returns>How it ended: of a node that stays, by <paramref name="stop"/>, or refused.</returns>
    public static async Task<NodeEnd> RunAsync(
        NodeOptions node, ClusterOptions cluster, MetricsOptions metrics, LogOptions logging, IRunObserver told, CancellationToken stop)
    {
        while (true)
        {
            // Akka's rule: who was removed from a cluster joins none again. So each run gets a system of its own, and ports that are bound anew.
            NodeEnd end = await TakePartAsync(node, cluster, metrics, logging, told, stop);
            if (!node.Stays || end.Code is not (ExitCode.Done or ExitCode.ClusterLost))
            {
                return end;
            }

            if (stop.IsCancellationRequested)
            {
                return Left(node);
            }

            string why = end.Code == ExitCode.Done ? "its run has ended" : "the coordinator is gone, or does not let it in";
            told.Event(new RunEvent(RunSeverity.Info, $"node {node.Name} stays for the next run: {why}") { Kind = EventKinds.Waiting, Node = node.Name });
        }
    }

    static NodeEnd Left(NodeOptions node) => new(ExitCode.Interrupted, $"node {node.Name} has left");

    static async Task<NodeEnd> TakePartAsync(
        NodeOptions node, ClusterOptions cluster, MetricsOptions metrics, LogOptions logging, IRunObserver told, CancellationToken stop)
    {
        using var observer = new RunLog(told, logging, TimeProvider.System, node.Name);
        LinkSecurity? security = ClusterSecret.FromFile(cluster.SecretFile);
        Address seed = ClusterSystem.AddressOf(node.Join, security is not null);
        await using EdgePort port = EdgePort.Open(new EdgePortOptions
        {
            Address = Loopback.AddressOf(cluster.Host),
            Port = cluster.EdgePort,
            Security = security,
        });
        RunPlan? placed = null;
        RunPlan? traced = null;
        var site = new NodeSite(node, cluster.Host, port, security, observer, plan =>
        {
            Volatile.Write(ref placed, plan);
            traced = plan ?? traced;
            if (plan is not null)
            {
                observer.Begin(plan.Directory.LogOf(node.Name));
            }
        });
        ActorSystem system = ClusterSystem.Create(cluster, [ClusterSystem.Worker, .. node.Roles], security, observer);
        var ended = new TaskCompletionSource<NodeEnd>(TaskCreationOptions.RunContinuationsAsynchronously);
        try
        {
            Akka.Cluster.Cluster membership = Akka.Cluster.Cluster.Get(system);
            membership.RegisterOnMemberRemoved(() => ended.TrySetResult(NodeEnd.Lost(node)));
            await using MetricsServer? server = await MetricsServer.StartAsync(
                metrics, () => Volatile.Read(ref placed)?.Instruments.Registry, () => Volatile.Read(ref placed) is not null, observer);
            system.ActorOf(Props.Create(() => new NodeActor(site, ended)), NodeActor.Name);
            observer.Event(new RunEvent(RunSeverity.Info, $"node {node.Name} joins {node.Join}, edges on {port.Endpoint}")
            {
                Kind = EventKinds.Listening,
                Node = node.Name,
            });
            membership.JoinSeedNodes([seed]);
            await using (stop.Register(() => ended.TrySetResult(Left(node))))
            {
                NodeEnd end = await ended.Task;
                if (end.Code == ExitCode.Interrupted)
                {
                    // The coordinator need not wait for a failure detector.
                    await Patiently(membership.LeaveAsync(CancellationToken.None));
                }

                observer.Note(RunEvents.Ended(end.Code, end.Message.Length > 0 ? end.Message : $"node {node.Name} has ended with its run"));
                return end;
            }
        }
        finally
        {
            await Patiently(system.Terminate());
            if (traced?.Trace is { } trace)
            {
                traced.Clocks.ToList().ForEach(clock => clock.Flush());
                await trace.DisposeAsync();
            }
        }
    }

    static async Task Patiently(Task task)
    {
        try
        {
            await task.WaitAsync(Farewell);
        }
        catch (TimeoutException)
        {
            // The process ends anyway.
        }
    }
}
