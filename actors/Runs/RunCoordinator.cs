using System.Diagnostics.CodeAnalysis;
using Actors.Blocks;
using Actors.Edges;
using Actors.Loading;
using Actors.Messages;
using Actors.Regimes;
using Actors.Snapshots;
using Akka.Actor;

namespace Actors.Runs;

/// <summary>Creates the loader and the blocks, wires them, keeps the record, and ends the run: done, early, diverged or failed.</summary>
/// <remarks>
/// Preparing: blocks make their weights. Training: they learn. Halting: one diverged, all keep their last good state.
/// Blocks are its children: an actor at the top of a system buffers early messages without a bound.
/// </remarks>
public sealed class RunCoordinator : UntypedActor, IWithTimers
{
    readonly RunPlan plan;
    readonly TaskCompletionSource<RunResult> result;
    readonly RunRecord record;
    readonly StepsLog log;
    readonly SnapshotLedger ledger;
    readonly LockstepGate lockstep;
    readonly Dictionary<long, long> snapshotBegan = [];
    readonly List<IActorRef> blocks = [];
    readonly List<Halted> halted = [];
    IActorRef loader = ActorRefs.Nobody;
    Exception? lastCause;
    int ready;
    bool learned;
    bool early;

    /// <summary>A coordinator whose run begins at once and completes <paramref name="result"/>.</summary>
    public RunCoordinator(RunPlan plan, TaskCompletionSource<RunResult> result)
    {
        this.plan = plan;
        this.result = result;
        log = new StepsLog(plan.Directory.Steps);
        record = new RunRecord(plan, log);
        ledger = new SnapshotLedger(plan.Blocks.Count);
        lockstep = new LockstepGate(plan.Blocks.Count);
    }

    /// <summary>Set by Akka.</summary>
    [AllowNull]
    public ITimerScheduler Timers { get; set; }

    /// <inheritdoc/>
    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(cause =>
    {
        // Akka does not tell the decider which child it was; a guarded child has told already.
        lastCause = cause;
        return Directive.Stop;
    });

    /// <inheritdoc/>
    protected override void PreStart()
    {
        EdgeRegistry registry = EdgeRegistry.Of(Context.System);
        foreach (BlockSetup block in plan.Blocks)
        {
            registry.Declare(block.Inlet);
            blocks.Add(Context.Watch(Context.ActorOf(
                Props.Create(() => new BlockActor(block, plan.Clocks[block.Index])).WithDispatcher("block-dispatcher").WithMailbox(TwoLaneMailbox.Id),
                block.Name)));
        }

        loader = Context.Watch(Context.ActorOf(Props.Create(() => new LoaderActor(plan.Loader)), LoaderActor.Name));
    }

    /// <inheritdoc/>
    protected override void PostStop()
    {
        log.Dispose();
        result.TrySetResult(new RunResult(ExitCode.Unexpected, "the run coordinator stopped before the run ended", null));
    }

    /// <inheritdoc/>
    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case BlockReady:
                Prepare();
                break;
            default:
                Ending(message);
                break;
        }
    }

    void Prepare()
    {
        ready++;
        if (ready < blocks.Count)
        {
            return;
        }

        record.Begin();
        // Producers first: a consumer answers its wiring with credit, for which the producer must know its outlet.
        loader.Tell(new Wire(ActorRefs.Nobody, blocks[0]));
        for (int k = 0; k < blocks.Count; k++)
        {
            blocks[k].Tell(new Wire(k == 0 ? loader : blocks[k - 1], k + 1 < blocks.Count ? blocks[k + 1] : ActorRefs.Nobody));
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
            case BlockStepped step:
                Stepped(step);
                break;
            case BatchEmitted batch:
                Emitted(batch);
                break;
            case SnapshotPart part:
                Snapshotted(part);
                break;
            case BlockFinished finished:
                learned = record.Finished(finished);
                FinishIfDone();
                break;
            case Diverged divergence:
                Halt(divergence);
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
            case BlockStepped step:
                record.Stepped(step);
                break;
            case Halted answer:
                halted.Add(answer);
                if (halted.Count == blocks.Count)
                {
                    Diverge();
                }

                break;
            case BatchEmitted or SnapshotPart or BlockFinished or Diverged or Tick:
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
            case EndEarly when ready == blocks.Count:
                early = true;
                loader.Tell(EndEarly.Instance);
                break;
            case EndEarly:
                early = true;
                break;
            case ActorFailed failed:
                Fail(failed.Name, failed.Batch, failed.Cause);
                break;
            case Terminated terminated:
                Fail(terminated.ActorRef.Path.Name, -1, lastCause ?? new InvalidOperationException("its actor stopped"));
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    void Stepped(BlockStepped step)
    {
        record.Stepped(step);
        if (plan.Options.Training.Regime == Regime.Simultaneous && lockstep.Learned(step.Batch))
        {
            loader.Tell(new BatchLearned(step.Batch));
        }
    }

    void Emitted(BatchEmitted batch)
    {
        foreach (Data.Batches.SkippedClip clip in record.Emitted(batch))
        {
            Say(RunSeverity.Warning, $"skipped {clip.Name}: {clip.Detail}; another clip takes its place");
        }
    }

    void Snapshotted(SnapshotPart part)
    {
        record.Snapshotted(part.Block, part.Seconds);
        snapshotBegan.TryAdd(part.Batch, plan.Time.GetTimestamp());
        if (ledger.Take(part) is not { } parts)
        {
            return;
        }

        SnapshotFolder.Complete(plan.Directory.Snapshots, Manifest(part.Batch, true, parts));
        snapshotBegan.Remove(part.Batch, out long began);
        plan.Instruments.Snapshotted(plan.Time.GetElapsedTime(began).TotalSeconds, plan.Time.GetUtcNow());
        FinishIfDone();
    }

    void FinishIfDone()
    {
        if (!learned || !ledger.Idle)
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
        else if (summary.Steps < plan.Steps && early)
        {
            End(ExitCode.Interrupted, $"interrupted after {summary.Steps} of {plan.Steps} batches; everything up to there is in {plan.Directory.Snapshots}", summary);
        }
        else
        {
            End(ExitCode.Done, "", summary);
        }
    }

    void Halt(Diverged divergence)
    {
        plan.Instruments.Refused(divergence);
        loader.Tell(new Halt(null));
        blocks.ForEach(block => block.Tell(new Halt(plan.Directory.LastGood)));
        Become(Halting);
    }

    void Diverge()
    {
        // Several may have diverged; the first batch of the first block is the cause, the others its consequence.
        Diverged cause = halted.Select(answer => answer.Divergence).OfType<Diverged>().OrderBy(d => d.Batch).ThenBy(d => d.Block).First();
        List<SnapshotPart> parts = [.. halted.Select(answer => answer.Part!).OrderBy(part => part.Block)];
        bool consistent = parts.TrueForAll(part => part.Batch == parts[0].Batch);
        RunJson.Write(Path.Combine(plan.Directory.LastGood, SnapshotFolder.Manifest), Manifest(parts.Min(part => part.Batch), consistent, parts));
        End(
            ExitCode.Diverged,
            $"block-{cause.Block} diverged at batch {cause.Batch}: loss {cause.Loss:g6}, gradient norm {cause.GradNorm:g6}; "
            + $"its last good state is in {plan.Directory.LastGood}. Lower training.learning-rate (now {plan.Options.Training.LearningRate:g})",
            record.Summary());
    }

    void Fail(string name, long batch, Exception cause)
    {
        string place = batch < 0 ? name : $"{name} at batch {batch}";
        ExitCode code = RunFaults.CodeOf(cause);
        string message = code == ExitCode.Unexpected ? $"{place} failed: {cause.GetType().Name}: {RunFaults.FirstLine(cause)}" : RunFaults.FirstLine(cause);
        End(code, message, record.Summary());
    }

    void End(ExitCode code, string message, RunSummary summary)
    {
        log.Flush();
        result.TrySetResult(new RunResult(code, message, summary));
        Context.Stop(Self);
    }

    SnapshotManifest Manifest(long batch, bool consistent, IReadOnlyList<SnapshotPart> parts) => new(
        1, batch, consistent, plan.Options.Training.Seed, plan.Options.Model.Name, [.. plan.Blocks.Select(block => block.Plan.Layers)], parts);

    void Say(RunSeverity severity, string text) => plan.Observer.Event(new RunEvent(severity, text));

    sealed record Tick
    {
        public static Tick Instance { get; } = new();
    }
}
