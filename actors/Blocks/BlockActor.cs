using System.Diagnostics.CodeAnalysis;
using Actors.Edges;
using Actors.Messages;
using Actors.Model.Blocks;
using Actors.Model.Checkpoints;
using Actors.Model.Devices;
using Actors.Regimes;
using Actors.Snapshots;
using Akka.Actor;
using TorchSharp;

namespace Actors.Blocks;

/// <summary>Gives a block a thread, a mailbox and a clock: takes an activation, learns from it, passes its own on.</summary>
/// <remarks>
/// Starved: credit granted, nothing to do. Computing: one step, on this thread. Blocked: a finished output in hand, no credit to send it.
/// Resting: the step is over, its slowdown is not. In all of them control is served; data is taken in the first only, since the others
/// shut the data lane.
/// </remarks>
public sealed class BlockActor : UntypedActor, IWithTimers
{
    readonly BlockSetup setup;
    readonly BlockClock clock;
    readonly Block block;
    readonly IActorRef run;
    readonly StepTimes times = new();
    readonly HeldTensors held = new();
    IActorRef producer = ActorRefs.Nobody;
    EdgeOutlet? outlet;
    ILearningRule? rule;
    Activation? reusable;
    int reuses;
    Diverged? divergence;
    int skippedInARow;
    long inHand = -1;

    /// <summary>Makes the block's weights on this actor's own thread.</summary>
    public BlockActor(BlockSetup setup, BlockClock clock)
    {
        this.setup = setup;
        this.clock = clock;
        run = Context.Parent;

        // A producer that is wired before this block may send at once.
        setup.Inlet.Lane.Open = false;
        TorchThreads.Use(setup.Threads);
        block = held.After(() => new Block(setup.Plan, setup.Seed, setup.Device));
        if (setup.Restore() is { } checkpoint)
        {
            block.Restore(SafetensorsFile.Read(checkpoint));
        }
    }

    /// <summary>Set by Akka.</summary>
    [AllowNull]
    public ITimerScheduler Timers { get; set; }

    bool CanReuse => reusable is not null && reuses < setup.Inlet.Plan.Replays && setup.Inlet.Plan.Overflow == OverflowPolicy.Replay;

    /// <inheritdoc/>
    protected override void PreStart() => run.Tell(new BlockReady(setup.Index, block.Updates));

    /// <inheritdoc/>
    protected override void PostStop()
    {
        outlet?.Close();
        reusable?.Dispose();
        block.Dispose();
    }

    /// <inheritdoc/>
    protected override void OnReceive(object message)
    {
        if (message is Wire wire)
        {
            Begin(wire);
        }
        else
        {
            Control(message);
        }
    }

    void Starved(object message)
    {
        switch (message)
        {
            case Activation activation:
                Guarded(activation, Step);
                break;
            case SnapshotBarrier barrier:
                Guarded(barrier, Snapshot);
                break;
            case EndOfStream end:
                Guarded(end, Finish);
                break;
            case Idle when CanReuse && !setup.Inlet.Lane.HasMessages:
                Guarded(reusable!, Reuse);
                break;
            default:
                Control(message);
                break;
        }
    }

    /// <summary>What every state serves, and all that a blocked, resting or stopped block does.</summary>
    void Control(object message)
    {
        switch (message)
        {
            case Gradient gradient:
                Guarded(gradient, Step);
                break;
            case Credit credit:
                Grant(credit);
                break;
            case CountCredit count:
                producer.Tell(new Credit(setup.Inlet.Plan.Capacity - setup.Inlet.Lane.Counts().Depth, count.Restart));
                break;
            case Rested:
                Ready();
                break;
            case Halt halt:
                Stop(halt);
                break;
            case Arrived or Idle:
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    void Begin(Wire wire)
    {
        producer = wire.Producer;
        outlet = setup.Outlet is { } edge ? new EdgeOutlet(edge, wire.Consumer, Self, Context.System.Scheduler, wire.Restart) : null;
        rule = LearningRules.Of(block, setup.Regime, new BlockPorts(
            outlet is null ? null : activation => held.Give(outlet.Send, activation),
            setup.Index == 0 ? null : gradient => held.Give(producer.Tell, gradient),
            batch => setup.Faults.Strikes(Faults.FaultKind.NanLoss, setup.Index, batch) ? double.NaN : 1));
        setup.Outlet?.ProducerUpdated(block.Updates);
        clock.Enter(BlockState.Starved);
        if (wire.Restart == 0)
        {
            producer.Tell(new Credit(setup.Inlet.Plan.Capacity));
        }

        Ready();
    }

    /// <summary>Between two steps: blocked while an output is held, else starved until an activation comes.</summary>
    void Ready()
    {
        bool blocked = outlet is { Blocked: true };
        setup.Inlet.Lane.Open = !blocked;
        clock.Enter(blocked ? BlockState.Blocked : BlockState.Starved);
        Become(blocked ? Control : Starved);
        if (!blocked && CanReuse)
        {
            Self.Tell(Idle.Instance);
        }
    }

    void Grant(Credit credit)
    {
        // After a restart, credit for the actor before may still come; it is counted anew.
        outlet?.Grant(credit);
        if (outlet is not null && clock.State == BlockState.Blocked && !outlet.Blocked)
        {
            times.Blocked += clock.Enter(BlockState.Starved);
            Ready();
        }
    }

    void Step(Activation activation)
    {
        inHand = activation.Batch;
        times.Waited(clock);
        bool usable = setup.Inlet.Consume(activation, out long age);
        if (!usable || rule!.FreesOnTake)
        {
            producer.Tell(new Credit(1));
        }

        if (!usable)
        {
            activation.Dispose();
            Ready();
            return;
        }

        setup.Faults.CrashIfDue(setup.Index, activation.Batch);
        times.Took(age, activation.Source.Clips);
        activation = Faulty(activation);
        StepResult? result = held.After(() => rule!.Learn(activation));
        Keep(activation);
        Stepped(activation.Batch, result);
    }

    void Step(Gradient gradient)
    {
        times.Waited(clock);
        producer.Tell(new Credit(1));
        held.Take();
        Stepped(gradient.Batch, held.After(() => rule!.Learn(gradient)));
    }

    void Reuse(Activation activation)
    {
        reuses++;
        if (!setup.Inlet.Reuse(activation, out long age))
        {
            return;
        }

        times.Waited(clock);
        times.Took(age, activation.Source.Clips);
        Stepped(activation.Batch, held.After(() =>
        {
            block.Forward(activation.Tokens, activation.Source.Tokens).Dispose();
            return block.Learn(activation.Source.Tokens, activation.Source.LearningRate);
        }));
    }

    /// <summary>Keeps an activation for reuse where the policy allows one, else frees it.</summary>
    void Keep(Activation activation)
    {
        reusable?.Dispose();
        reusable = setup.Inlet.Plan.Overflow == OverflowPolicy.Replay ? activation : null;
        reuses = 0;
        if (reusable is null)
        {
            activation.Dispose();
        }
    }

    Activation Faulty(Activation activation)
    {
        if (activation.Tokens is not { } tokens || !setup.Faults.Strikes(Faults.FaultKind.NanActivation, setup.Index, activation.Batch))
        {
            return activation;
        }

        // A new tensor: this one's memory belongs to the producer's graph too.
        using Scalar nan = float.NaN.ToScalar();
        torch.Tensor poisoned = torch.full(tokens.shape, nan, tokens.dtype, tokens.device);
        tokens.Dispose();
        return activation with { Tokens = poisoned };
    }

    /// <summary>After a computation: reports the update if there was one, and rests as long as the block's slowdown says.</summary>
    void Stepped(long batch, StepResult? update)
    {
        double computed = times.Computed(clock);
        TimeSpan rest = setup.Delay.After(batch, computed, update is not null);
        times.Compute += rest.TotalSeconds;
        if (update is { Finite: true } result)
        {
            skippedInARow = 0;
            outlet?.ProducerUpdated(block.Updates);
            run.Tell(times.Report(setup.Index, batch, block.Updates, result, held.Count));
        }
        else if (update is { } refused && !Skip(batch, refused))
        {
            return;
        }

        inHand = -1;
        Rest(rest);
    }

    bool Skip(long batch, StepResult refused)
    {
        skippedInARow++;
        if (setup.NonFinite.Policy == NonFinitePolicy.Skip && skippedInARow <= setup.NonFinite.Limit)
        {
            times.Clear();
            run.Tell(new UpdateSkipped(setup.Index, batch, refused.Loss, refused.GradNorm));
            return true;
        }

        divergence = new Diverged(setup.Index, batch, refused.Loss, refused.GradNorm);
        setup.Inlet.Lane.Open = false;
        run.Tell(divergence);
        Become(Control);
        return false;
    }

    void Rest(TimeSpan rest)
    {
        if (rest <= TimeSpan.Zero)
        {
            Ready();
            return;
        }

        setup.Inlet.Lane.Open = false;
        Timers.StartSingleTimer(nameof(Rested), Rested.Instance, rest);
        Become(Control);
    }

    void Snapshot(SnapshotBarrier barrier)
    {
        times.Waited(clock);
        outlet?.Mark(barrier);
        var copy = StateCopy.Of(block, barrier.Batch);
        run.Tell(new SnapshotBegun(setup.Index, barrier.Batch));
        string folder = Path.Combine(setup.Snapshots, SnapshotFolder.Unfinished(barrier.Batch, setup.Incarnation));
        bool fails = setup.Faults.Strikes(Faults.FaultKind.SnapshotWrite, setup.Index, barrier.Batch);
        int index = setup.Index;

        // Another thread writes; this one goes on learning.
        Task.Run(() =>
        {
            using (copy)
            {
                return fails ? throw new IOException("injected failure of a snapshot's write (faults.snapshot-write)") : copy.Write(folder);
            }
        }).PipeTo(run, Self, part => part, cause => new SnapshotFailed(index, barrier.Batch, cause));
        clock.Enter(BlockState.Starved);
    }

    void Finish(EndOfStream end)
    {
        outlet?.Mark(end);
        clock.Enter(BlockState.Finished);
        run.Tell(new BlockFinished(setup.Index, block.Updates, block.WeightsSha256()));
    }

    void Stop(Halt halt)
    {
        setup.Inlet.Lane.Open = false;
        Timers.CancelAll();
        block.Discard();
        SnapshotPart? part = null;
        if (halt.Folder is { } folder)
        {
            using var copy = StateCopy.Of(block, block.Updates);
            part = copy.Write(folder);
        }

        run.Tell(new Halted(setup.Index, block.Updates, divergence, part));
        Become(Control);
    }

    /// <summary>Tells the run what failed and where, before the supervisor stops this actor.</summary>
    void Guarded<T>(T message, Action<T> act)
    {
        try
        {
            act(message);
        }
        catch (Exception cause)
        {
            (message as Activation)?.Dispose();
            run.Tell(new ActorFailed(setup.Name, inHand, cause));
            throw;
        }
    }

    sealed record Rested
    {
        public static Rested Instance { get; } = new();
    }

    sealed record Idle
    {
        public static Idle Instance { get; } = new();
    }
}
