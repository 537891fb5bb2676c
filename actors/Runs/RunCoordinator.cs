using System.Diagnostics.CodeAnalysis;
using Actors.Blocks;
using Actors.Configuration;
using Actors.Edges;
using Actors.Loading;
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
public sealed class RunCoordinator : UntypedActor, IWithTimers
{
    readonly RunPlan plan;
    readonly TaskCompletionSource<RunResult> result;
    readonly RunRecord record;
    readonly RunSnapshots snapshots;
    readonly RestartBudget budget;
    readonly List<IActorRef> blocks = [];
    readonly List<Halted> halted = [];
    Regimes.LockstepGate lockstep;
    Chain chain;
    IActorRef loader = ActorRefs.Nobody;
    Exception? lastCause;
    ActorFailed? lastFailure;
    int ready;
    int stopping;
    int restarts;
    bool learned;
    bool early;

    /// <summary>A coordinator whose run begins at once and completes <paramref name="result"/>.</summary>
    public RunCoordinator(RunPlan plan, TaskCompletionSource<RunResult> result)
    {
        this.plan = plan;
        this.result = result;
        record = new RunRecord(plan);
        snapshots = new RunSnapshots(plan, record);
        RecoveryOptions recovery = plan.Options.Recovery;
        budget = new RestartBudget(recovery.Restarts, TimeSpan.FromSeconds(recovery.Window), plan.Time);
        chain = Chains.Make(plan, 1, plan.Start, null);
        lockstep = new Regimes.LockstepGate(plan.Blocks, chain.Loader.First);
    }

    /// <summary>Set by Akka.</summary>
    [AllowNull]
    public ITimerScheduler Timers { get; set; }

    /// <inheritdoc/>
    protected override SupervisorStrategy SupervisorStrategy() => new CrashStrategy((child, cause) =>
    {
        lastCause = cause;
        bool revives = plan.Options.Recovery.Mode == RecoveryMode.Local && blocks.Contains(child)
            && cause is not ActorInitializationException && budget.TrySpend();
        return revives ? Directive.Restart : Directive.Stop;
    });

    /// <inheritdoc/>
    protected override void PreStart() => Start();

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

    void Start()
    {
        EdgeRegistry registry = EdgeRegistry.Of(Context.System);
        ready = 0;
        blocks.Clear();
        foreach (BlockSetup block in chain.Blocks)
        {
            registry.Declare(block.Inlet);
            blocks.Add(Context.Watch(Context.ActorOf(
                Props.Create(() => new BlockActor(block, plan.Clocks[block.Index])).WithDispatcher("block-dispatcher").WithMailbox(TwoLaneMailbox.Id),
                block.Name)));
        }

        LoaderSetup setup = chain.Loader;
        loader = Context.Watch(Context.ActorOf(Props.Create(() => new LoaderActor(setup)), LoaderActor.Name));
        Become(OnReceive);
    }

    void Prepare()
    {
        ready++;
        if (ready < blocks.Count)
        {
            return;
        }

        record.Begin(chain);

        // Producers first: a consumer answers its wiring with credit, for which the producer must know its outlet.
        loader.Tell(new Wire(ActorRefs.Nobody, blocks[0]));
        for (int k = 0; k < blocks.Count; k++)
        {
            blocks[k].Tell(WireOf(k));
        }

        Timers.StartPeriodicTimer(nameof(Tick), Tick.Instance, TimeSpan.FromMilliseconds(250));
        plan.Began();
        Become(Training);
        if (early)
        {
            loader.Tell(EndEarly.Instance);
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
                Say(RunSeverity.Warning, $"block-{skipped.Block} skipped its update on batch {skipped.Batch}: loss {skipped.Loss:g6}, gradient norm {skipped.GradNorm:g6}");
                Learned(skipped.Batch);
                break;
            case BatchEmitted batch when IsOurs():
                foreach (Data.Batches.SkippedClip clip in record.Emitted(batch))
                {
                    Say(RunSeverity.Warning, $"skipped {clip.Name}: {clip.Detail}; another clip takes its place");
                }

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
                plan.Instruments.Refused(divergence);
                loader.Tell(new Halt(null));
                blocks.ForEach(block => block.Tell(new Halt(plan.Directory.LastGood)));
                Become(Halting);
                break;
            case BlockReady again when IsOurs():
                Rewire(again.Block, again.Updates);
                break;
            case Tick:
                plan.Observer.Progress(record.Progress());
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
                if (halted.Count == blocks.Count)
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
            case Terminated:
                stopping--;
                if (stopping == 0)
                {
                    Reincarnate();
                }

                break;
            case EndEarly:
                early = true;
                break;
            default:
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
                if (ready == blocks.Count)
                {
                    loader.Tell(EndEarly.Instance);
                }

                break;
            case ActorFailed failed when IsOurs():
                Failed(failed);
                break;
            case Terminated terminated:
                string name = terminated.ActorRef.Path.Name;
                ActorFailed failure = lastFailure?.Name == name
                    ? lastFailure : new ActorFailed(name, -1, lastCause ?? new InvalidOperationException("its actor stopped"));
                Crashed(failure, alreadyStopped: 1);
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    bool IsOurs() => Sender.Equals(loader) || blocks.Contains(Sender);

    void Learned(long batch)
    {
        if (plan.Regime.Lockstep && lockstep.Learned(batch))
        {
            loader.Tell(new BatchLearned(batch));
        }
    }

    /// <summary>An actor says what went wrong. A block's supervisor has its say next; the loader goes on only with the run.</summary>
    void Failed(ActorFailed failed)
    {
        lastFailure = failed;
        if (failed.Name == LoaderActor.Name)
        {
            Fail(failed);
        }
    }

    void Crashed(ActorFailed failure, int alreadyStopped)
    {
        if (plan.Options.Recovery.Mode == RecoveryMode.Local || RunFaults.CodeOf(failure.Cause) != ExitCode.Unexpected
            || failure.Cause is ActorInitializationException || !budget.TrySpend())
        {
            Fail(failure);
            return;
        }

        lastFailure = failure;
        stopping = blocks.Count + 1 - alreadyStopped;
        Timers.Cancel(nameof(Tick));
        foreach (IActorRef child in blocks.Append(loader))
        {
            Context.Stop(child);
        }

        Become(Recovering);
    }

    void Reincarnate()
    {
        LoadedSnapshot? from = Chains.Newest(plan) ?? plan.Start;
        int block = blocks.FindIndex(b => b.Path.Name == lastFailure!.Name);
        long first = from?.Manifest.Batch ?? 0;
        Survived(lastFailure!, Math.Max(block, 0), first, record.LearnedBefore(Math.Max(block, 0), first));
        for (int k = 0; k < blocks.Count; k++)
        {
            plan.Instruments.Restarted(k, k == block ? Instruments.CrashReason : Instruments.RollBackReason);
        }

        Chain ended = chain;
        chain = Chains.Make(plan, ended.Incarnation + 1, from, ended);
        lockstep = new Regimes.LockstepGate(plan.Blocks, chain.Loader.First);
        snapshots.Clear();
        learned = false;
        lastFailure = null;
        lastCause = null;
        Start();
    }

    /// <summary>A block has restarted alone: tell it its neighbours, and have its credit counted anew.</summary>
    void Rewire(int block, long updates)
    {
        long from = Chains.Newest(plan)?.Manifest.Batch ?? 0;
        Survived(lastFailure ?? new ActorFailed(BlockSetup.NameOf(block), -1, lastCause!), block, from, updates);
        plan.Instruments.Restarted(block, Instruments.CrashReason);
        restarts++;
        blocks[block].Tell(WireOf(block) with { Restart = restarts });
        if (block + 1 < blocks.Count)
        {
            blocks[block + 1].Tell(new CountCredit(restarts));
        }
    }

    void Survived(ActorFailed failure, int block, long from, long updates)
    {
        string mode = plan.Options.Recovery.Mode.ToString().ToLowerInvariant();
        long lost = Math.Max(0, record.UpdatesOf(block) - updates);
        var restart = new RestartSummary(failure.Name, failure.Batch, RunFaults.FirstLine(failure.Cause), mode, from, lost);
        record.Restarted(restart, block, updates);
        Say(RunSeverity.Warning,
            $"{restart.Block} crashed at batch {restart.Batch} ({restart.Cause}); recovery {mode}: back to snapshot {from}, {lost} updates {(mode == "exact" ? "are made again" : "are lost")}");
    }

    Wire WireOf(int block) => new(block == 0 ? loader : blocks[block - 1], block + 1 < blocks.Count ? blocks[block + 1] : ActorRefs.Nobody);

    void FinishIfDone()
    {
        if (!learned || !snapshots.Idle)
        {
            return;
        }

        plan.Observer.Progress(record.Progress());
        RunSummary summary = record.Summary();
        EdgeSummary? broken = summary.Edges.FirstOrDefault(edge => edge.Produced != edge.Consumed + edge.Dropped + edge.InFlight);
        if (broken is not null)
        {
            End(ExitCode.Unexpected, $"conservation is broken: {broken}", summary);
        }
        else if (early && record.Progress().Step < plan.Steps)
        {
            End(ExitCode.Interrupted, $"interrupted after {record.Progress().Step} of {plan.Steps} batches; go on with --resume {plan.Directory.Path}", summary);
        }
        else
        {
            End(ExitCode.Done, "", summary);
        }
    }

    void Diverge()
    {
        // Several may have diverged; the first batch of the first block is the cause, the others its consequence.
        Diverged cause = halted.Select(answer => answer.Divergence).OfType<Diverged>().OrderBy(d => d.Batch).ThenBy(d => d.Block).First();
        snapshots.KeepLastGood([.. halted.Select(answer => answer.Part!).OrderBy(part => part.Block)]);
        End(
            ExitCode.Diverged,
            $"block-{cause.Block} diverged at batch {cause.Batch}: loss {cause.Loss:g6}, gradient norm {cause.GradNorm:g6}; "
            + $"its last good state is in {plan.Directory.LastGood}. Lower training.learning-rate (now {plan.Options.Training.LearningRate:g})",
            record.Summary());
    }

    void Fail(ActorFailed failed)
    {
        string place = failed.Batch < 0 ? failed.Name : $"{failed.Name} at batch {failed.Batch}";
        ExitCode code = RunFaults.CodeOf(failed.Cause);
        string cause = RunFaults.FirstLine(failed.Cause);
        End(code, code == ExitCode.Unexpected ? $"{place} failed: {failed.Cause.GetType().Name}: {cause}" : cause, record.Summary());
    }

    void End(ExitCode code, string message, RunSummary summary)
    {
        result.TrySetResult(new RunResult(code, message, summary));
        Context.Stop(Self);
    }

    void Say(RunSeverity severity, string text) => plan.Observer.Event(new RunEvent(severity, text));

    sealed record Tick
    {
        public static Tick Instance { get; } = new();
    }
}
