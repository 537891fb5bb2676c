using System.Diagnostics.CodeAnalysis;
using Actors.Edges;
using Actors.Messages;
using Actors.Model.Blocks;
using Actors.Model.Devices;
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
    IActorRef producer = ActorRefs.Nobody;
    EdgeOutlet? outlet;
    Diverged? divergence;
    double starvedBefore;
    double blockedBefore;
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
        block = new Block(setup.Plan, setup.Seed, setup.Device);
    }

    /// <summary>Set by Akka.</summary>
    [AllowNull]
    public ITimerScheduler Timers { get; set; }

    /// <inheritdoc/>
    protected override void PreStart() => run.Tell(new BlockReady(setup.Index));

    /// <inheritdoc/>
    protected override void PostStop()
    {
        outlet?.Close();
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
            case Credit credit:
                Grant(credit);
                break;
            case Rested:
                Ready();
                break;
            case Halt halt:
                Stop(halt);
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    void Begin(Wire wire)
    {
        producer = wire.Producer;
        outlet = setup.Outlet is { } edge ? new EdgeOutlet(edge, wire.Consumer, Self) : null;
        clock.Restart();
        producer.Tell(new Credit(setup.Inlet.Capacity));
        Ready();
    }

    /// <summary>Between two steps: blocked while an output is held, else starved until an activation comes.</summary>
    void Ready()
    {
        bool blocked = outlet is { Blocked: true };
        setup.Inlet.Lane.Open = !blocked;
        clock.Enter(blocked ? BlockState.Blocked : BlockState.Starved);
        Become(blocked ? Control : Starved);
    }

    void Grant(Credit credit)
    {
        outlet!.Grant(credit);
        if (clock.State == BlockState.Blocked && !outlet.Blocked)
        {
            blockedBefore = clock.Enter(BlockState.Starved);
            setup.Inlet.Lane.Open = true;
            Become(Starved);
        }
    }

    void Step(Activation activation)
    {
        inHand = activation.Batch;
        double starved = starvedBefore + clock.Enter(BlockState.Computing);
        starvedBefore = 0;
        long age = setup.Inlet.Consume(activation);
        producer.Tell(new Credit(1));
        using (activation)
        {
            StepResult result = Learn(activation);
            double compute = clock.Enter(BlockState.Computing);
            if (!result.Finite)
            {
                Refuse(activation.Batch, result);
                return;
            }

            outlet?.ProducerUpdated(block.Updates);
            TimeSpan rest = setup.Delay.After(activation.Batch, compute);
            run.Tell(new BlockStepped(
                setup.Index, activation.Batch, activation.Source.Clips, block.Updates, age, result,
                starved, compute + rest.TotalSeconds, blockedBefore, DisposeScopeManager.Statistics.ThreadTotalLiveCount));
            blockedBefore = 0;
            inHand = -1;
            Rest(rest);
        }
    }

    /// <summary>Passes the output on as soon as it exists, so that the next block computes while this one learns.</summary>
    StepResult Learn(Activation activation)
    {
        MaskedTokens tokens = activation.Source.Tokens;
        torch.Tensor output = block.Forward(activation.Tokens, tokens);
        if (outlet is null)
        {
            output.Dispose();
        }
        else
        {
            outlet.Send(new Activation(activation.Batch, output, activation.Source.Share(), block.Updates));
        }

        return block.Learn(tokens, activation.Source.LearningRate);
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

    void Refuse(long batch, StepResult result)
    {
        divergence = new Diverged(setup.Index, batch, result.Loss, result.GradNorm);
        setup.Inlet.Lane.Open = false;
        run.Tell(divergence);
        Become(Control);
    }

    void Snapshot(SnapshotBarrier barrier)
    {
        starvedBefore += clock.Enter(BlockState.Computing);
        outlet?.Mark(barrier);
        SnapshotPart part = Keep(Path.Combine(setup.Snapshots, SnapshotFolder.Unfinished(barrier.Batch)), barrier.Batch);
        run.Tell(part);
        clock.Enter(BlockState.Starved);
    }

    SnapshotPart Keep(string folder, long batch) => SnapshotFolder.WriteBlock(folder, setup.Index, batch, block);

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
        SnapshotPart? part = halt.Folder is { } folder ? Keep(folder, block.Updates) : null;
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
            run.Tell(new ActorFailed(setup.Name, inHand, cause));
            throw;
        }
    }

    sealed record Rested
    {
        public static Rested Instance { get; } = new();
    }
}
