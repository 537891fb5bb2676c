using Actors.Blocks;
using Actors.Messages;
using Actors.Metrics;
using Actors.Snapshots;
using Akka.Actor;

namespace Actors.Runs;

// What becomes of a run when a block refuses a step, an actor crashes or a node is lost.
internal sealed partial class RunCoordinator
{
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

    void Refused(Diverged divergence)
    {
        plan.Instruments.Refused(divergence);
        if (recovery.RefusalRollsBack(divergence) is { } refusal)
        {
            Surround(refusal);
            RollBack(refusal);
            return;
        }

        Actors.Halt(plan.Directory.LastGood);
        Become(Halting);
    }

    void Crashed(ActorFailed crash)
    {
        Surround(crash);
        if (recovery.HandsOver(crash) && Chains.Newest(plan) is not null)
        {
            HandOver(crash);
        }
        else if (recovery.RollsBack(crash))
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

    /// <summary>Those who are left write the states they have; when all have, everyone stops, and the next incarnation begins with them.</summary>
    void HandOver(ActorFailed cause)
    {
        failure = cause;
        Timers.Cancel(nameof(Tick));
        handover = new Handover(plan, chain.Incarnation + 1);
        Actors.Halt(handover.Folder);
        Become(HandingOver);
        StopIfHandedOver();
    }

    void HandingOver(object message)
    {
        switch (message)
        {
            case BlockStepped step when IsOurs():
                record.Stepped(step);
                break;
            case BatchEmitted batch when IsOurs():
                record.Emitted(batch);
                break;
            case Halted answer when IsOurs():
                handover!.Take(answer);
                StopIfHandedOver();
                break;
            case BlockReady when IsOurs():
                // It crashed meanwhile, maybe over the halt itself: what it was told before is lost.
                Sender.Tell(new Halt(handover!.Folder));
                break;
            case Terminated terminated:
                Actors.Ended(terminated.ActorRef);
                stage.Lost(terminated.ActorRef);
                StopIfHandedOver();
                break;
            case EndEarly:
                early = true;
                break;
            default:
                stage.Take(Context, message);
                break;
        }
    }

    void StopIfHandedOver()
    {
        if (handover!.Has(Actors.Alive))
        {
            Actors.Stop(Context);
            Become(Recovering);
        }
    }

    /// <summary>What the next incarnation begins at when a node is lost, and the others go on.</summary>
    LoadedSnapshot HandedOver(LoadedSnapshot last)
    {
        foreach (int block in handover!.Lost.ToArray())
        {
            ActorFailed lost = failure! with { Name = BlockSetup.NameOf(block) };
            recovery.Survived(lost, block, last.Manifest.Batch, record.LearnedBefore(block, last.Manifest.Batch), around! with { Block = block });
            plan.Instruments.Restarted(block, Instruments.CrashReason);
        }

        return handover.Complete(record.NextBatch, last);
    }

    void Reincarnate()
    {
        LoadedSnapshot? from = Chains.Newest(plan) ?? plan.Start;
        if (handover is null)
        {
            SayRolledBack(from);
        }
        else
        {
            from = HandedOver(from!);
        }

        chain = Chains.Make(plan, chain.Incarnation + 1, from, Actors.Edges);
        lockstep = new Regimes.LockstepGate(plan.Blocks, chain.Loader.First);
        snapshots.Clear();
        around = null;
        learned = false;
        Start();
    }

    void SayRolledBack(LoadedSnapshot? from)
    {
        int block = Actors.NumberOf(failure!.Name);
        long first = from?.Manifest.Batch ?? 0;
        recovery.Survived(failure, Math.Max(block, 0), first, record.LearnedBefore(Math.Max(block, 0), first), around!);
        for (int k = 0; k < plan.Blocks; k++)
        {
            plan.Instruments.Restarted(k, k == block ? Instruments.CrashReason : Instruments.RollBackReason);
        }
    }

    /// <summary>A block has restarted alone: tell it its neighbours, and have its credit counted anew.</summary>
    void Rewire(int block, long updates)
    {
        ActorFailed crash = recovery.FailureOf(BlockSetup.NameOf(block));
        Surround(crash);
        if (Actors.RestartThemselves && !recovery.TrySpend())
        {
            Fail(crash);
            return;
        }

        long from = Chains.Newest(plan)?.Manifest.Batch ?? 0;
        recovery.Survived(crash, block, from, updates, around!);
        plan.Instruments.Restarted(block, Instruments.CrashReason);
        restarts++;
        Restate();
        Actors.Rewire(block, restarts);
    }

    void Diverge()
    {
        snapshots.KeepLastGood([.. halted.Select(answer => answer.Part!).OrderBy(part => part.Block)]);
        End(Verdict.Diverged(plan, record, halted.Select(answer => answer.Divergence).OfType<Diverged>()));
    }

    void Fail(ActorFailed failed)
    {
        Surround(failed);
        End(Verdict.Failed(plan, record, failed, around!));
    }

    /// <summary>Notes what surrounds a failure, unless that was noted when it was told: when its actor has stopped, its edge is empty.</summary>
    void Surround(ActorFailed failed) => around = around?.Name == failed.Name ? around : FailureState.Of(failed.Name, chain.Incarnation, Actors);
}
