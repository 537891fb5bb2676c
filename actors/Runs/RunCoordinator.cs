using System.Diagnostics.CodeAnalysis;
using Actors.Blocks;
using Actors.Messages;
using Actors.Metrics;
using Actors.Snapshots;
using Akka.Actor;

namespace Actors.Runs;

/// <summary>Creates the loader and the blocks, wires them, keeps the record, and ends the run: done, early, diverged or failed.</summary>
/// <remarks>
/// Preparing: blocks make their weights. Training: they learn. Halting: one diverged, all keep their last good state. Recovering: one
/// crashed, all stop, and the next incarnation begins at the last snapshot. Blocks are its children: an actor at the top of a system
/// buffers early messages without a bound. Messages of an incarnation that has ended are known by their sender and counted out.
/// </remarks>
internal sealed class RunCoordinator : UntypedActor, IWithTimers
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
            Gather(missing);
            return;
        }

        chainActors = stage.Start(Context, plan, chain);
        Become(OnReceive);
    }

    /// <summary>Waits until the stage lacks nothing.</summary>
    void Gather(string missing)
    {
        plan.Observer.Event(new RunEvent(RunSeverity.Info, missing));
        if (stage.Patience is { } patience)
        {
            Timers.StartSingleTimer(nameof(Impatience), Impatience.Instance, patience);
        }

        Become(message =>
        {
            switch (message)
            {
                case Impatience when stage.Missing is { } still:
                    End(new RunResult(ExitCode.ClusterLost, $"{still}, and waited {stage.Patience!.Value.TotalSeconds:g} s (cluster.wait)", null));
                    break;
                case EndEarly:
                    End(new RunResult(ExitCode.Interrupted, "interrupted before training began", null));
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

    void Prepare()
    {
        ready++;
        if (ready < plan.Blocks)
        {
            return;
        }

        record.Begin(chain, Actors.Edges, Actors.Nodes);
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
                plan.Observer.Progress(record.Progress());
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

    void Halting(object message)
    {
        switch (message)
        {
            case BlockStepped step when IsOurs():
                record.Stepped(step);
                break;
            case Halted answer:
                halted.Add(answer);
                if (halted.Count == plan.Blocks)
                {
                    Diverge();
                }

                break;
            case BlockReady when IsOurs():
                // It crashed meanwhile, maybe over the halt itself: what it was told before is lost.
                Sender.Tell(new Halt(plan.Directory.LastGood));
                break;
            case BatchEmitted or SnapshotBegun or SnapshotPart or SnapshotFailed or BlockFinished or Diverged or UpdateSkipped or Tick:
                break;
            default:
                Ending(message);
                break;
        }
    }

    /// <summary>Everyone stops; when the last has, the next incarnation begins.</summary>
    void Recovering(object message)
    {
        switch (message)
        {
            case Terminated terminated:
                Actors.Ended(terminated.ActorRef);
                stage.Lost(terminated.ActorRef);
                if (Actors.AllEnded)
                {
                    Reincarnate();
                }

                break;
            case EndEarly:
                early = true;
                break;
            default:
                stage.Take(Context, message);
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

    void Refused(Diverged divergence)
    {
        plan.Instruments.Refused(divergence);
        if (recovery.RefusalRollsBack(divergence) is { } refusal)
        {
            RollBack(refusal);
            return;
        }

        Actors.Halt(plan.Directory.LastGood);
        Become(Halting);
    }

    void Crashed(ActorFailed crash)
    {
        if (recovery.RollsBack(crash))
        {
            RollBack(crash);
        }
        else
        {
            Fail(crash);
        }
    }

    /// <summary>Stops everyone who is still alive; the next incarnation begins when all have stopped.</summary>
    void RollBack(ActorFailed cause)
    {
        failure = cause;
        Timers.Cancel(nameof(Tick));
        Actors.Stop(Context);
        Become(Recovering);
    }

    void Reincarnate()
    {
        LoadedSnapshot? from = Chains.Newest(plan) ?? plan.Start;
        int block = Actors.NumberOf(failure!.Name);
        long first = from?.Manifest.Batch ?? 0;
        recovery.Survived(failure, Math.Max(block, 0), first, record.LearnedBefore(Math.Max(block, 0), first));
        for (int k = 0; k < plan.Blocks; k++)
        {
            plan.Instruments.Restarted(k, k == block ? Instruments.CrashReason : Instruments.RollBackReason);
        }

        chain = Chains.Make(plan, chain.Incarnation + 1, from, Actors.Edges);
        lockstep = new Regimes.LockstepGate(plan.Blocks, chain.Loader.First);
        snapshots.Clear();
        learned = false;
        Start();
    }

    /// <summary>A block has restarted alone: tell it its neighbours, and have its credit counted anew.</summary>
    void Rewire(int block, long updates)
    {
        long from = Chains.Newest(plan)?.Manifest.Batch ?? 0;
        recovery.Survived(recovery.FailureOf(BlockSetup.NameOf(block)), block, from, updates);
        plan.Instruments.Restarted(block, Instruments.CrashReason);
        restarts++;
        Actors.Rewire(block, restarts);
    }

    void FinishIfDone()
    {
        if (learned && snapshots.Idle && Actors.Settled())
        {
            plan.Observer.Progress(record.Progress());
            End(Verdict.Finished(plan, record, early));
        }
    }

    void Diverge()
    {
        snapshots.KeepLastGood([.. halted.Select(answer => answer.Part!).OrderBy(part => part.Block)]);
        End(Verdict.Diverged(plan, record, halted.Select(answer => answer.Divergence).OfType<Diverged>()));
    }

    void Fail(ActorFailed failed) => End(Verdict.Failed(plan, record, failed));

    void End(RunResult end)
    {
        stage.RunEnded();
        result.TrySetResult(end);
        Context.Stop(Self);
    }

    sealed record Impatience
    {
        public static Impatience Instance { get; } = new();
    }

    sealed record Tick
    {
        public static Tick Instance { get; } = new();
    }
}
