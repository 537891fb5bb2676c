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
    readonly IActorRef clocks;
    IReadOnlyList<ComparedClock> compared = [];

    /// <summary>Begins to compare clocks.</summary>
    /// <param name="plan">The run.</param>
    /// <param name="own">The coordinator's own trace.</param>
    /// <param name="system">The coordinator's actor system.</param>
    public ClusterTrace(RunPlan plan, RunTrace own, ActorSystem system)
    {
        this.plan = plan;
        this.own = own;
        clocks = system.ActorOf(Props.Create(() => new TraceClocks(own, ended)), TraceClocks.Name);
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
            Warn($"a node has not ended its trace within {Patience.TotalSeconds:0} s; what it had written is taken", null);
        }
    }

    /// <summary>Ends the coordinator's own trace, and joins what there is into the run's. The actor system has ended.</summary>
    public async Task JoinAsync()
    {
        compared = await ended.Task;
        await own.DisposeAsync();
        var parts = new List<TracePart>();
        try
        {
            Join(parts);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or FormatException)
        {
            Warn($"the traces of the nodes are not joined ({RunFaults.FirstLine(e)}); they stay as they are in {plan.Directory.Path}", null);
        }
        finally
        {
            parts.ForEach(part => part.Dispose());
        }
    }

    void Join(List<TracePart> parts)
    {
        parts.Add(TracePart.Open(own.Path) ?? throw new FormatException($"{own.Path} is no trace"));
        foreach (string path in plan.Directory.NodeTraces())
        {
            if (TracePart.Open(path) is not { } part)
            {
                continue;
            }

            parts.Add(part);
            if (ClockOf(part) is { Samples.Best: { Count: > 0 } samples })
            {
                part.Alignment = ClockAlignment.Of(samples);
            }
            else
            {
                // Of a run that this one goes on from.
                parts.Remove(part);
                part.Dispose();
            }
        }

        var said = new List<TracedProcess>();
        TraceJoin.Write(plan.Directory.Trace, parts, part =>
        {
            said.Add(Of(part));
            return said[^1];
        });
        Tell(parts, said);
        parts.ForEach(Remove);
    }

    ComparedClock? ClockOf(TracePart part) => compared.FirstOrDefault(clock => clock.File == part.Id);

    TracedProcess Of(TracePart part)
    {
        ComparedClock? clock = ClockOf(part);
        double offset = clock is null ? 0 : (part.Alignment.At(part.LastTime).Ours - part.LastTime) / 1e3;
        return new TracedProcess(
            clock is null ? "coordinator" : $"node {clock.Node}", part.Number, part.Events, part.Lost, part.IsWhole, part.Error / 1e3, offset,
            clock?.Samples.Best.Min(sample => sample.RoundTrip) / 1e3 ?? 0, clock?.Samples.Count ?? 0, part.Alignment.Drift * 1e6);
    }

    void Tell(List<TracePart> parts, List<TracedProcess> said)
    {
        string clocksSaid = string.Join(", ", said.Skip(1).Select(process => FormattableString.Invariant($"{process.Process} {process.ErrorUs / 1000:0.000} ms")));
        plan.Observer.Event(new RunEvent(
            RunSeverity.Info, $"{plan.Directory.Trace} joins {said.Count} processes; clocks are off by at most: {(clocksSaid.Length > 0 ? clocksSaid : "no node's")}")
        {
            Kind = EventKinds.TraceJoined,
        });
        foreach ((TracePart part, TracedProcess process) in parts.Zip(said).Where(pair => !pair.Second.Whole))
        {
            string wrote = $"{plan.Directory.Trace} has the {process.Events} events that it wrote, which stay in {part.Path}";
            Warn($"{process.Process} was lost before it ended its trace: {wrote}", ClockOf(part)?.Node);
        }

        foreach (ComparedClock missing in compared.Where(clock => !parts.Exists(part => part.Id == clock.File)))
        {
            string why = missing.File is null ? "its clock was never compared" : "its trace is not in the run directory";
            Warn($"node {missing.Node} is not in {plan.Directory.Trace}: {why}", missing.Node);
        }
    }

    void Warn(string text, string? node) =>
        plan.Observer.Event(new RunEvent(RunSeverity.Warning, text) { Kind = EventKinds.TraceIncomplete, Node = node });

    static void Remove(TracePart part)
    {
        if (part.IsWhole)
        {
            File.Delete(part.Path);
        }
    }
}
