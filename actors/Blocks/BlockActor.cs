using System.Diagnostics;
using Actors.Edges;
using Actors.Faults;
using Actors.Messages;
using Actors.Model.Blocks;
using Actors.Model.Checkpoints;
using Actors.Model.Devices;
using Actors.Regimes;
using Actors.Snapshots;
using Akka.Actor;

namespace Actors.Blocks;

/// <summary>Gives a block a thread, a mailbox and a clock: takes an activation, learns from it, passes its own on.</summary>
/// <remarks>
/// Starved: credit granted, nothing to do. Computing: one step, on this thread. Blocked: a finished output in hand, no credit to send it.
/// Resting: the step is over, its slowdown is not. Paused: told to wait. In all of them control is served; data is taken in the first only,
/// since the others shut the data lane.
/// </remarks>
public sealed partial class BlockActor : UntypedActor
{
    readonly BlockSetup setup;
    readonly BlockClock clock;
    readonly Block block;
    readonly IActorRef run;
    readonly StepTimes times = new();
    readonly HeldTensors held = new();
    readonly DeviceStream stream;
    readonly IDisposable onStream;
    IActorRef producer = ActorRefs.Nobody;
    EdgeOutlet? outlet;
    ILearningRule? rule;
    readonly List<object> early = [];
    readonly ReusableActivation reusable;
    readonly NonFiniteGate nonFinite;
    StepDelay delay;
    SlowdownReplay? replay;
    Diverged? divergence;
    long inHand = -1;
    bool paused;
    bool halted;

    /// <summary>Makes the block's weights on this actor's own thread.</summary>
    public BlockActor(BlockSetup setup, BlockClock clock)
    {
        this.setup = setup;
        this.clock = clock;
        run = Context.Parent;
        delay = setup.Delay;
        reusable = new ReusableActivation(setup.Inlet.Plan, setup.Stream);
        nonFinite = new NonFiniteGate(setup.NonFinite);

        // A producer that is wired before this block may send at once.
        setup.Inlet.Lane.Open = false;
        TorchThreads.Use(setup.Threads);
        stream = setup.Stream;
        onStream = stream.Use();
        block = held.After(() => new Block(setup.Plan, setup.Seed, setup.Device));
        if (setup.Trace is { } trace)
        {
            clock.Stayed = trace.Stayed;
            block.Timed = trace.Timed;
        }

        if (setup.Restore() is { } checkpoint)
        {
            block.Restore(SafetensorsFile.Read(checkpoint));
        }
    }

    /// <inheritdoc/>
    protected override void PreStart() => run.Tell(new BlockReady(setup.Index, block.Updates));

    /// <inheritdoc/>
    protected override void PostStop()
    {
        outlet?.Close();
        reusable.Dispose();
        stream.Drain();
        block.Dispose();
        onStream.Dispose();
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
            case Idle when reusable.Available is { } last && !setup.Inlet.Lane.HasMessages:
                Guarded(last, Reuse);
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
            case Credit or CountCredit when rule is null:
                // A consumer on another node may be wired first; a producer beside a block that restarts, too.
                early.Add(message);
                break;
            case Gradient gradient:
                Guarded(gradient, Step);
                break;
            case Credit credit:
                Grant(credit);
                break;
            case CountCredit count:
                producer.Tell(new Credit(setup.Inlet.Plan.Capacity - setup.Inlet.Lane.Counts().Depth, count.Restart));
                break;
            case Rested rested when ReferenceEquals(rested.Block, block) && !halted:
                Ready();
                break;
            case Pause:
                Hold();
                break;
            case GoOn:
                Release();
                break;
            case SlowDown slow:
                SlowTo(slow.Factor);
                break;
            case ReplaySlowdowns recorded when replay is null:
                replay = new SlowdownReplay(recorded.Changes);
                Replay();
                break;
            case ReplaySlowdowns:
                // Another block has restarted alone, and all are told again.
                break;
            case Halt halt:
                Stop(halt);
                break;
            case Arrived or Idle or Rested:
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    void Begin(Wire wire)
    {
        producer = wire.Producer;
        outlet = setup.Outlet is { } edge ? new EdgeOutlet(edge, wire.Consumer, Self, wire.Restart) : null;
        rule = LearningRules.Of(block, setup.Regime, new BlockPorts(
            outlet is null ? null : activation => held.Give(outlet.Send, activation with { Ready = stream.Record() }),
            setup.Index == 0 ? null : gradient => held.Give(producer.Tell, gradient with { Ready = stream.Record() }),
            batch => OneUnless(FaultKind.NanLoss, batch),
            batch => OneUnless(FaultKind.NanGradient, batch),
            stream.Free));
        setup.Outlet?.ProducerUpdated(block.Updates);
        clock.Enter(BlockState.Starved);
        if (wire.Restart == 0)
        {
            producer.Tell(new Credit(setup.Inlet.Plan.Capacity));
        }

        early.ForEach(Control);
        early.Clear();
        Ready();
    }

    /// <summary>Between two steps: paused if told so, blocked while an output is held, else starved until an activation comes.</summary>
    void Ready()
    {
        BlockState next = paused ? BlockState.Paused : outlet is { Blocked: true } ? BlockState.Blocked : BlockState.Starved;
        setup.Inlet.Lane.Open = next == BlockState.Starved;
        clock.Enter(next);
        Become(next == BlockState.Starved ? Starved : Control);
        if (next == BlockState.Starved && reusable.Available is not null)
        {
            Self.Tell(Idle.Instance);
        }
    }

    // A gradient is still learned from: it is of a step that is in hand. One that rests, or is not wired yet, comes to Ready by itself.
    void Hold()
    {
        paused = true;
        if (rule is not null && !halted && clock.State is (BlockState.Starved or BlockState.Blocked))
        {
            times.Left(clock, BlockState.Paused);
            Ready();
        }
    }

    void Release()
    {
        paused = false;
        if (!halted && clock.State == BlockState.Paused)
        {
            Ready();
        }
    }

    void Grant(Credit credit)
    {
        // After a restart, credit for the actor before may still come; it is counted anew.
        outlet?.Grant(credit);
        if (outlet is not null && !halted && clock.State == BlockState.Blocked && !outlet.Blocked)
        {
            times.Blocked += clock.Enter(BlockState.Starved);
            Ready();
        }
    }

    void Snapshot(SnapshotBarrier barrier)
    {
        WorksOn(barrier.Batch);
        times.Waited(clock);
        long began = Stopwatch.GetTimestamp();
        outlet?.Mark(barrier);
        BarrierSnapshot.Begin(setup, block, barrier.Batch, run, Self);
        setup.Trace?.Snapshot(began, barrier.Batch);
        Ready();
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
        halted = true;
        block.Discard();
        SnapshotPart? part = halt.Folder is { } folder ? StateCopy.WriteNow(block, folder) : null;
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
            if (message is Activation activation && !reusable.Holds(activation))
            {
                stream.Free(activation);
            }

            run.Tell(new ActorFailed(setup.Name, inHand, cause));
            throw;
        }
    }
}
