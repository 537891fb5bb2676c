using Actors.Data.Batches;
using Actors.Edges;
using Actors.Messages;
using Actors.Model.Blocks;
using Actors.Tracing;
using Akka.Actor;

namespace Actors.Loading;

/// <summary>Emits numbered batches into the first edge, with barriers between them and the end of the stream behind them.</summary>
/// <remarks>
/// Decoding happens on the stream's workers. At most one batch is in the actor's hands: it is asked for when the one before has gone.
/// In lockstep nothing, not even a barrier, is emitted before every block has learned from the batch before: end to end, a barrier would
/// overtake the gradients.
/// </remarks>
public sealed class LoaderActor : ReceiveActor
{
    /// <summary>The actor's name.</summary>
    public const string Name = "loader";

    readonly LoaderSetup setup;
    readonly CancellationTokenSource stopping = new();
    readonly Queue<Activation> parts = new();
    readonly LoaderWait wait;
    EdgeOutlet? outlet;
    long next;
    long learned;
    long barrier = -1;
    Batch? waiting;
    double waited;
    bool asked;
    bool wanted;
    bool paused;
    bool ending;
    bool ended;

    /// <summary>A loader that begins when it is wired.</summary>
    public LoaderActor(LoaderSetup setup)
    {
        this.setup = setup;
        next = setup.First;
        learned = setup.First;
        wait = new LoaderWait(setup.Time);
        Receive<Wire>(Begin);
        Receive<Credit>(Grant);
        Receive<BatchLearned>(Learned);
        Receive<Loaded>(Take);
        Receive<LoadFailed>(Fail);
        Receive<EndEarly>(_ => EndEarly());
        Receive<Halt>(_ => Stop());
        Receive<SnapshotNow>(_ => Snapshot());
        Receive<Pause>(_ => Pause());
        Receive<GoOn>(_ => GoOn());
    }

    bool InStep => !setup.Regime.Lockstep || learned == next;

    bool BarrierIsDue => next == 0 || ending || wanted || next == setup.Steps || (setup.SnapshotEvery > 0 && next % setup.SnapshotEvery == 0);

    /// <inheritdoc/>
    protected override void PostStop()
    {
        outlet?.Close();
        foreach (Activation part in parts)
        {
            part.Dispose();
        }

        stopping.Cancel();
        stopping.Dispose();
        setup.Stream.DisposeAsync().AsTask().PipeTo(ActorRefs.Nobody);
    }

    void Begin(Wire wire)
    {
        outlet = new EdgeOutlet(setup.Outlet, wire.Consumer, Self);
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
        setup.Trace?.Ended("waiting for clips", loaded.Batch.Number);
        waiting = loaded.Batch;
        waited = wait.Ends();
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

    void EndEarly()
    {
        ending = true;
        Go();
    }

    void Snapshot()
    {
        // The one that was just taken here is what is asked for.
        wanted = barrier != next;
        Go();
    }

    void Pause()
    {
        paused = true;
        wait.Pauses();
    }

    void GoOn()
    {
        paused = false;
        Go();
    }

    void Stop()
    {
        ended = true;
        stopping.Cancel();
    }

    void Go()
    {
        // A pause may come, and go, before the wiring.
        if (paused || outlet is null)
        {
            return;
        }

        SendParts();

        if (ended || parts.Count > 0 || !InStep)
        {
            return;
        }

        if (BarrierIsDue && barrier != next)
        {
            barrier = next;
            wanted = false;
            outlet!.Mark(new SnapshotBarrier(next));
        }

        if (ending || next >= setup.Steps)
        {
            outlet!.Mark(new EndOfStream(next));
            Stop();
        }
        else if (waiting is { } batch && outlet!.HasRoom)
        {
            waiting = null;
            Emit(batch);
            Go();
        }
        else if (waiting is null)
        {
            if (!asked)
            {
                Ask();
            }

            if (outlet!.HasRoom)
            {
                wait.Wants();
            }
        }
    }

    void SendParts()
    {
        if (parts.TryPeek(out Activation? next) && outlet!.HasRoom)
        {
            // The stay in the edge begins within a span of the loader's.
            setup.Trace?.Begins();
            while (parts.Count > 0 && outlet.HasRoom)
            {
                outlet.Send(parts.Dequeue());
            }

            setup.Trace?.Ended("send", next.Batch);
        }
    }

    void Emit(Batch batch)
    {
        setup.Trace?.Begins();
        double learningRate = setup.Regime.LearningRate(batch.Number);
        setup.Recorder?.Keep(batch, learningRate);
        using IDisposable copies = setup.Copies.Use();
        foreach (MaskedTokens part in BatchTensors.On(setup.Device, batch, setup.Regime.MicroBatches, ahead: true))
        {
            parts.Enqueue(new Activation(batch.Number, null, Shared(part, batch.Number, learningRate), 0));
        }

        setup.Trace?.Ended(LoaderTrace.ToTensors, batch.Number);
        Context.Parent.Tell(new BatchEmitted(batch.Number, batch.Size, batch.Skipped, waited));
        next = batch.Number + 1;
    }

    SharedBatch Shared(MaskedTokens part, long batch, double learningRate) =>
        new(batch, (int)part.Clips, learningRate, part) { Ready = setup.Copies.Record() };

    void Ask()
    {
        asked = true;
        setup.Trace?.Begins();
        setup.Stream.ReadAsync(stopping.Token).AsTask().PipeTo(
            Self, success: batch => new Loaded(batch!), failure: cause => new LoadFailed(cause));
    }

    sealed record Loaded(Batch Batch);

    sealed record LoadFailed(Exception Cause);
}
