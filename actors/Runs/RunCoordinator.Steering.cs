using System.Globalization;
using Actors.Logging;
using Actors.Messages;
using Actors.Steering;
using Akka.Actor;

namespace Actors.Runs;

// What is asked of a run while it goes on: answered in every state; what holds for longer is told to each incarnation anew.
internal sealed partial class RunCoordinator
{
    readonly SortedDictionary<int, double> slowdowns = [];
    long pausedSince;
    bool paused;

    /// <inheritdoc/>
    protected override bool AroundReceive(Receive receive, object message)
    {
        try
        {
            return Steered(message) || base.AroundReceive(receive, message);
        }
        catch (Exception e) when (FileFaults.Of(e) is { } fault)
        {
            // A run that cannot be recorded ends: what it is for is the record.
            End(new RunResult(ExitCode.Usage, FileFaults.Line(plan.Directory.Path, fault), null));
            return true;
        }
    }

    bool Steered(object message)
    {
        switch (message)
        {
            case SteeringCommand command:
                SteeringAnswer answer = Steer(command);
                Sender.Tell(answer);
                return true;
            case SlowedDown slowed:
                if (chainActors is not null && IsOurs())
                {
                    record.Steered(chain.Incarnation, slowed);
                }

                return true;
            case EndEarly when paused:
                // Whoever stops a run wants its end: what is in the edges is learned from, as ever.
                GoOn("the run is to end");
                return false;
            default:
                return false;
        }
    }

    SteeringAnswer Steer(SteeringCommand command) => command.Problem(plan.Blocks) is { } problem
        ? new SteeringAnswer(false, problem)
        : command switch
        {
            _ when early => new SteeringAnswer(false, "the run is ending"),
            { Kind: SteeringKind.Pause } => Pause(),
            { Kind: SteeringKind.Resume } => paused ? GoOn("asked to") : new SteeringAnswer(true, "the run is not paused"),
            { Kind: SteeringKind.Snapshot } => Snapshot(),
            _ => SlowDown(command.Block!.Value, command.Factor!.Value),
        };

    SteeringAnswer Pause()
    {
        if (paused)
        {
            return new SteeringAnswer(true, "the run is paused already");
        }

        paused = true;
        pausedSince = plan.Time.GetTimestamp();
        Steered(SteeringKind.Pause, "paused: each block waits when it has finished the step in hand");
        chainActors?.TellLoader(new Pause());
        chainActors?.TellBlocks(new Pause());
        return new SteeringAnswer(true, "paused");
    }

    SteeringAnswer GoOn(string why)
    {
        paused = false;
        double seconds = plan.Time.GetElapsedTime(pausedSince).TotalSeconds;
        Steered(SteeringKind.Resume, $"goes on after a pause of {seconds:0.0} s: {why}");
        chainActors?.TellBlocks(new GoOn());
        chainActors?.TellLoader(new GoOn());
        return new SteeringAnswer(true, $"goes on after a pause of {seconds:0.0} s");
    }

    SteeringAnswer Snapshot()
    {
        // The moment is told while the run trains, and not while it gathers, recovers or halts: then there is no loader to take it.
        if (!Timers.IsTimerActive(nameof(Tick)))
        {
            return new SteeringAnswer(false, "no snapshot: the run does not train at this moment; ask again");
        }

        Steered(SteeringKind.Snapshot, $"a snapshot is asked for, at batch {record.NextBatch}");
        Actors.TellLoader(new SnapshotNow());
        return new SteeringAnswer(true, paused ? "a snapshot is made as soon as the run goes on" : "a snapshot is made before the next batch");
    }

    SteeringAnswer SlowDown(int block, double factor)
    {
        slowdowns[block] = factor;
        chainActors?.TellBlock(new SlowDown(block, factor));
        return new SteeringAnswer(true, string.Create(CultureInfo.InvariantCulture, $"block {block}: slowdown {factor:g} from its next step on"));
    }

    /// <summary>Tells the actors of an incarnation what was asked of those before them, and of an earlier run.</summary>
    void Restate()
    {
        if (paused)
        {
            Actors.TellLoader(new Pause());
            Actors.TellBlocks(new Pause());
        }

        foreach ((int block, SlowdownHistory history) in plan.Slowdowns)
        {
            Actors.TellBlock(new ReplaySlowdowns(block, history.Changes));
        }

        foreach ((int block, double factor) in slowdowns)
        {
            Actors.TellBlock(new SlowDown(block, factor));
        }
    }

    void Steered(SteeringKind kind, string text)
    {
        record.Steered(chain.Incarnation, kind);
        plan.Observer.Event(new RunEvent(RunSeverity.Info, text) { Kind = EventKinds.Steered, Incarnation = chain.Incarnation });
    }
}
