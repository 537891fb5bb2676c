using Actors.Logging;
using Actors.Messages;
using Akka.Actor;

namespace Actors.Runs;

// A run that waits for the nodes it needs, before its first incarnation or between two.
internal sealed partial class RunCoordinator
{
    /// <summary>Waits until the stage lacks nothing.</summary>
    void Gather(string missing)
    {
        plan.Observer.Event(new RunEvent(RunSeverity.Info, missing) { Kind = EventKinds.Waiting });
        if (stage.Patience is { } patience)
        {
            Timers.StartSingleTimer(nameof(Impatience), Impatience.Instance, patience);
        }

        Become(message =>
        {
            switch (message)
            {
                case Impatience when stage.Missing is { } still:
                    End(new RunResult(ExitCode.ClusterLost, $"{still}, and waited {stage.Patience!.Value.TotalSeconds:g} s (cluster.wait)", SoFar()));
                    break;
                case EndEarly:
                    EndWithoutNodes();
                    break;
                case Terminated terminated:
                    stage.Lost(terminated.ActorRef);
                    break;
                default:
                    if (stage.Take(Context, message) && stage.Missing is null)
                    {
                        Timers.Cancel(nameof(Impatience));
                        Start();
                    }

                    break;
            }
        });
    }

    void EndWithoutNodes() => End(new RunResult(
        ExitCode.Interrupted, $"interrupted while waiting for nodes; go on with --resume {plan.Directory.Path}", SoFar()));

    RunSummary? SoFar() => chainActors is null ? null : record.Summary();

    sealed record Impatience
    {
        public static Impatience Instance { get; } = new();
    }
}
