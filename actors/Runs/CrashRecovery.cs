using Actors.Blocks;
using Actors.Cluster;
using Actors.Configuration;
using Actors.Loading;
using Actors.Logging;
using Actors.Messages;
using Akka.Actor;

namespace Actors.Runs;

/// <summary>Decides what a crash means: a restart of one block, a roll-back of everyone, or the end of the run.</summary>
/// <remarks>Used by the run coordinator only, on its thread.</remarks>
internal sealed class CrashRecovery
{
    readonly RunPlan plan;
    readonly RunRecord record;
    readonly RestartBudget budget;
    Exception? lastCause;
    ActorFailed? lastFailure;

    /// <summary>Nothing has crashed.</summary>
    public CrashRecovery(RunPlan plan, RunRecord record)
    {
        this.plan = plan;
        this.record = record;
        RecoveryOptions options = plan.Options.Recovery;
        budget = new RestartBudget(options.Restarts, TimeSpan.FromSeconds(options.Window), plan.Time);
    }

    RecoveryMode Mode => plan.Options.Recovery.Mode;

    /// <summary>What the supervisor does with a child that threw.</summary>
    public Directive Decide(IActorRef child, bool isBlock, Exception cause)
    {
        lastCause = cause;
        CrashLog.Append(plan.Directory.Crashes, plan.Time.GetUtcNow(), child.Path.Name, cause);
        bool revives = Mode == RecoveryMode.Local && isBlock && cause is not ActorInitializationException && budget.TrySpend();
        return revives ? Directive.Restart : Directive.Stop;
    }

    /// <summary>Notes what an actor says went wrong. A block's supervisor has its say next; the loader only says.</summary>
    /// <returns>Whether that ends the run.</returns>
    public bool Ends(ActorFailed failed)
    {
        lastFailure = failed;
        if (failed.Name != LoaderActor.Name)
        {
            return false;
        }

        CrashLog.Append(plan.Directory.Crashes, plan.Time.GetUtcNow(), failed.Name, failed.Cause);
        return true;
    }

    /// <summary>What went wrong with an actor that has stopped.</summary>
    public ActorFailed FailureOf(string name) =>
        lastFailure?.Name == name ? lastFailure : new ActorFailed(name, -1, lastCause ?? new InvalidOperationException("its actor stopped"));

    /// <summary>Whether everyone goes back because of a failure; spends from the budget if so.</summary>
    /// <remarks>A lost node is nobody's defect: its blocks move, and nothing is spent.</remarks>
    public bool RollsBack(ActorFailed failure) =>
        failure.Cause is NodeLostException
        || (Mode == RecoveryMode.Exact && RunFaults.CodeOf(failure.Cause) == ExitCode.Unexpected
            && failure.Cause is not ActorInitializationException && budget.TrySpend());

    /// <summary>Whether those who are left hand their states over, rather than go back.</summary>
    public bool HandsOver(ActorFailed failure) => failure.Cause is NodeLostException && Mode == RecoveryMode.Local;

    /// <summary>Spends from the budget for a block that was restarted where it is.</summary>
    /// <returns>Whether there was something left.</returns>
    public bool TrySpend() => budget.TrySpend();

    /// <summary>The failure of a block that refuses to go on, if that makes everyone go back; null when it ends the run.</summary>
    public ActorFailed? RefusalRollsBack(Diverged divergence)
    {
        NonFiniteOptions nonFinite = plan.Options.NonFinite;
        if (nonFinite.Policy != NonFinitePolicy.Skip || Mode != RecoveryMode.Exact || !budget.TrySpend())
        {
            return null;
        }

        string cause = $"more than {nonFinite.Limit} updates in a row were not finite, the last with loss {divergence.Loss:g6}";
        return new ActorFailed(BlockSetup.NameOf(divergence.Block), divergence.Batch, new InvalidOperationException(cause));
    }

    /// <summary>Notes and tells that the run goes on after a failure.</summary>
    /// <param name="failure">The failure.</param>
    /// <param name="block">The block, or the first one when it was no block's.</param>
    /// <param name="from">The snapshot it goes back to.</param>
    /// <param name="updates">Updates the block has after that.</param>
    /// <param name="around">What surrounded it.</param>
    public void Survived(ActorFailed failure, int block, long from, long updates, FailureState around)
    {
        string mode = Mode.ToString().ToLowerInvariant();
        long lost = record.UpdatesOf(block) - updates;
        record.Restarted(new RestartSummary(failure.Name, failure.Batch, RunFaults.FirstLine(failure.Cause), mode, from, lost), block, updates);
        plan.Observer.Event(new RunEvent(
            RunSeverity.Warning,
            $"{failure.Name} crashed at batch {failure.Batch} ({RunFaults.FirstLine(failure.Cause)}; {around}); recovery {mode}: back to snapshot {from}, "
            + $"{Math.Abs(lost)} updates {(lost < 0 ? "are back" : Mode == RecoveryMode.Exact ? "are made again" : "are lost")}")
        {
            Kind = EventKinds.Recovered,
            Block = around.Block,
            Batch = failure.Batch >= 0 ? failure.Batch : null,
            Node = around.Node,
            Incarnation = around.Incarnation,
            Edge = around.Before?.Edge,
            Depth = around.Before?.Depth,
            Capacity = around.Before?.Capacity,
            Age = around.Before?.MeanAge,
        });
        (lastFailure, lastCause) = (null, null);
    }
}
