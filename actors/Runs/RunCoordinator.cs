using System.Diagnostics.CodeAnalysis;
using Actors.Blocks;
using Actors.Messages;
using Actors.Snapshots;
using Akka.Actor;

namespace Actors.Runs;

/// <summary>Creates the loader and the blocks, wires them, keeps the record, and ends the run: done, early, diverged or failed.</summary>
/// <remarks>
/// Preparing: blocks make their weights. Training: they learn. Halting: one diverged, all keep their last good state. Recovering: one
/// crashed, all stop, and the next incarnation begins at the last snapshot. Blocks are its children: an actor at the top of a system
/// buffers early messages without a bound. Messages of an incarnation that has ended are known by their sender and counted out.
/// </remarks>
internal sealed partial class RunCoordinator : UntypedActor, IWithTimers
{
    /// <summary>The actor's name.</summary>
    public const string Name = "run";

    readonly RunPlan plan;
    readonly TaskCompletionSource<RunResult> result;
    readonly RunRecord record;
    readonly RunSnapshots snapshots;
    readonly CrashRecovery recovery;
    readonly List<Halted> halted = [];
    Regimes.LockstepGate lockstep;
    readonly IStage stage;
    Chain chain;
    IChainActors? chainActors;
    ActorFailed? failure;
    FailureState? around;
    Handover? handover;
    int ready;
    int restarts;
    bool learned;
    bool early;

    /// <summary>A coordinator whose run begins as soon as its stage lacks nothing.</summary>
    /// <param name="plan">The run.</param>
    /// <param name="stage">Where its actors are put.</param>
    /// <param name="result">Completed when it has ended.</param>
    public RunCoordinator(RunPlan plan, IStage stage, TaskCompletionSource<RunResult> result)
    {
        this.plan = plan;
        this.stage = stage;
        this.result = result;
        record = new RunRecord(plan);
        snapshots = new RunSnapshots(plan, record);
        recovery = new CrashRecovery(plan, record);
        chain = Chains.Make(plan, 1, plan.Start, null);
        lockstep = new Regimes.LockstepGate(plan.Blocks, chain.Loader.First);
    }

    /// <summary>Set by Akka.</summary>
    [AllowNull]
    public ITimerScheduler Timers { get; set; }

    /// <inheritdoc/>
    protected override SupervisorStrategy SupervisorStrategy() =>
        new CrashStrategy((child, cause) => recovery.Decide(child, Actors.HasBlock(child), cause));

    /// <inheritdoc/>
    protected override void PreStart() => Start();

    /// <inheritdoc/>
    protected override void PreRestart(Exception reason, object message)
    {
        // A defect of the coordinator itself ends the run with its cause, not with what PostStop would say.
        result.TrySetException(reason);
        base.PreRestart(reason, message);
    }

    /// <inheritdoc/>
    protected override void PostStop()
    {
        record.Dispose();
        result.TrySetResult(new RunResult(ExitCode.Unexpected, "the run coordinator stopped before the run ended", null));
    }

    /// <inheritdoc/>
    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case BlockReady when IsOurs():
                Prepare();
                break;
            default:
                Ending(message);
                break;
        }
    }

    // There is a chain in every state but before the first.
    IChainActors Actors => chainActors!;

    void Start()
    {
        ready = 0;
        if (stage.Missing is { } missing)
        {
            if (early)
            {
                EndWithoutNodes();
            }
            else
            {
                Gather(missing);
            }

            return;
        }

        chainActors = stage.Start(Context, plan, chain);
        Become(OnReceive);
    }

    void Prepare()
    {
        ready++;
        if (ready < plan.Blocks)
        {
            return;
        }

        record.Begin(chain, Actors.Edges, Actors.Nodes, rollsBack: handover is null);
        handover?.Remove();
        handover = null;
        Restate();
        Actors.Wire();
        Timers.StartPeriodicTimer(nameof(Tick), Tick.Instance, TimeSpan.FromMilliseconds(250));
        plan.Began();
        Become(Training);
        if (early)
        {
            Actors.TellLoader(EndEarly.Instance);
        }
    }

    void Training(object message)
    {
        switch (message)
        {
            case BlockStepped step when IsOurs():
                record.Stepped(step);
                Learned(step.Batch);
                break;
            case UpdateSkipped skipped when IsOurs():
                record.Skipped(skipped);
                Learned(skipped.Batch);
                break;
            case BatchEmitted batch when IsOurs():
                record.Emitted(batch);
                break;
            case SnapshotBegun or SnapshotPart or SnapshotFailed when IsOurs():
                snapshots.Take(message, chain.Incarnation);
                FinishIfDone();
                break;
            case BlockFinished finished when IsOurs():
                learned = record.Finished(finished);
                FinishIfDone();
                break;
            case Diverged divergence when IsOurs():
                Refused(divergence);
                break;
            case BlockReady again when IsOurs():
                Rewire(again.Block, again.Updates);
                break;
            case Tick:
                Show();
                break;
            case Cluster.NodeReport:
                stage.Take(Context, message);
                FinishIfDone();
                break;
            default:
                Ending(message);
                break;
        }
    }

    /// <summary>What can end a run in any state.</summary>
    void Ending(object message)
    {
        switch (message)
        {
            case EndEarly:
                early = true;
                if (ready == plan.Blocks)
                {
                    Actors.TellLoader(EndEarly.Instance);
                }

                break;
            case ActorFailed failed when IsOurs():
                around = FailureState.Of(failed.Name, chain.Incarnation, Actors);
                if (recovery.Ends(failed))
                {
                    Fail(failed);
                }

                break;
            case BlockStopped stopped when IsOurs():
                Crashed(recovery.FailureOf(BlockSetup.NameOf(stopped.Block)));
                break;
            case Terminated terminated:
                bool ours = Actors.Ended(terminated.ActorRef);
                if (stage.Lost(terminated.ActorRef) is { } lost)
                {
                    Crashed(lost);
                }
                else if (ours)
                {
                    Crashed(recovery.FailureOf(terminated.ActorRef.Path.Name));
                }

                break;
            default:
                if (!stage.Take(Context, message))
                {
                    Unhandled(message);
                }

                break;
        }
    }

    bool IsOurs() => Actors.Contain(Sender);

    void Learned(long batch)
    {
        if (plan.Regime.Lockstep && lockstep.Learned(batch))
        {
            Actors.TellLoader(new BatchLearned(batch));
        }
    }

    void FinishIfDone()
    {
        if (learned && snapshots.Idle && Actors.Settled())
        {
            Show();
            End(Verdict.Finished(plan, record, early));
        }
    }

    void Show() => plan.Observer.Progress(
        record.Progress() with { Paused = paused, Incarnation = chain.Incarnation, Members = stage.Members(Context) });

    void End(RunResult end)
    {
        stage.RunEnded();
        result.TrySetResult(end);
        Context.Stop(Self);
    }

    sealed record Tick
    {
        public static Tick Instance { get; } = new();
    }
}
