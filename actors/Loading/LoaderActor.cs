using Actors.Data.Batches;
using Actors.Edges;
using Actors.Messages;
using Akka.Actor;

namespace Actors.Loading;

/// <summary>Emits numbered batches into the first edge, with barriers between them and the end of the stream behind them.</summary>
/// <remarks>
/// Decoding happens on the stream's workers. At most one batch is in the actor's hands: it is asked for when the one before has gone.
/// </remarks>
public sealed class LoaderActor : ReceiveActor
{
    /// <summary>The actor's name.</summary>
    public const string Name = "loader";

    readonly LoaderSetup setup;
    readonly CancellationTokenSource stopping = new();
    EdgeOutlet? outlet;
    long next;
    long learned;
    long barrier = -1;
    Batch? waiting;
    bool asked;
    bool ended;

    /// <summary>A loader that begins when it is wired.</summary>
    public LoaderActor(LoaderSetup setup)
    {
        this.setup = setup;
        Receive<Wire>(Begin);
        Receive<Credit>(Grant);
        Receive<BatchLearned>(Learned);
        Receive<Loaded>(Take);
        Receive<LoadFailed>(Fail);
        Receive<EndEarly>(_ => End());
        Receive<Halt>(_ => Stop());
    }

    /// <inheritdoc/>
    protected override void PostStop()
    {
        outlet?.Close();
        stopping.Cancel();
        stopping.Dispose();
    }

    void Begin(Wire wire)
    {
        outlet = new EdgeOutlet(setup.Outlet, wire.Consumer, Self);
        MarkBarrier();
        Go();
    }

    void Grant(Credit credit)
    {
        outlet!.Grant(credit);
        Go();
    }

    void Learned(BatchLearned message)
    {
        learned = message.Batch + 1;
        Go();
    }

    void Take(Loaded loaded)
    {
        asked = false;
        waiting = loaded.Batch;
        Go();
    }

    void Fail(LoadFailed failed)
    {
        if (!ended)
        {
            Stop();
            Context.Parent.Tell(new ActorFailed(Name, next, failed.Cause));
        }
    }

    void Stop()
    {
        ended = true;
        stopping.Cancel();
    }

    void End()
    {
        if (!ended)
        {
            MarkBarrier();
            outlet!.Mark(new EndOfStream(next));
            Stop();
        }
    }

    void Go()
    {
        if (ended)
        {
            return;
        }

        if (waiting is { } batch && outlet!.HasRoom && (!setup.Lockstep || learned == next))
        {
            Emit(batch);
        }

        if (next == setup.Steps)
        {
            End();
        }
        else if (waiting is null && !asked)
        {
            Ask();
        }
    }

    void Emit(Batch batch)
    {
        waiting = null;
        var shared = new SharedBatch(batch.Number, batch.Size, setup.Schedule.At(batch.Number), BatchTensors.On(setup.Device, batch));
        outlet!.Send(new Activation(batch.Number, null, shared, 0));
        Context.Parent.Tell(new BatchEmitted(batch.Number, batch.Size, batch.Skipped));
        next = batch.Number + 1;
        if (setup.SnapshotEvery > 0 && next % setup.SnapshotEvery == 0)
        {
            MarkBarrier();
        }
    }

    /// <summary>One barrier at most between two batches, whatever asked for it.</summary>
    void MarkBarrier()
    {
        if (barrier != next)
        {
            barrier = next;
            outlet!.Mark(new SnapshotBarrier(next));
        }
    }

    void Ask()
    {
        asked = true;
        setup.Stream.ReadAsync(stopping.Token).AsTask().PipeTo(
            Self, success: batch => new Loaded(batch!), failure: cause => new LoadFailed(cause));
    }

    sealed record Loaded(Batch Batch);

    sealed record LoadFailed(Exception Cause);
}
