using Actors.Faults;
using Actors.Messages;
using Actors.Model.Blocks;
using Akka.Actor;

namespace Actors.Blocks;

// One step: from an activation, a gradient, or what is reused, to the report and the rest after it.
public sealed partial class BlockActor
{
    double OneUnless(FaultKind fault, long batch) => setup.Faults.Strikes(fault, setup.Index, batch) ? double.NaN : 1;

    void Step(Activation activation)
    {
        inHand = activation.Batch;
        WorksOn(activation.Batch);
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
        stream.Wait(activation.Source.Ready);
        stream.Wait(activation.Ready);
        activation = Poison.Into(activation, setup.Faults, setup.Index);
        StepResult? result = held.After(() => rule!.Learn(activation));
        reusable.Keep(activation);
        Stepped(activation.Batch, result);
    }

    void Step(Gradient gradient)
    {
        WorksOn(gradient.Batch);
        times.Waited(clock);
        producer.Tell(new Credit(1));
        held.Take();
        stream.Wait(gradient.Ready);
        Gradient struck = Poison.Into(gradient, setup.Faults, setup.Index);
        Stepped(gradient.Batch, held.After(() => rule!.Learn(struck)));
    }

    void WorksOn(long batch)
    {
        if (setup.Trace is { } trace)
        {
            trace.Batch = batch;
        }
    }

    void Reuse(Activation activation)
    {
        reusable.Reuse();
        if (!setup.Inlet.Reuse(activation, out long age))
        {
            return;
        }

        WorksOn(activation.Batch);
        times.Waited(clock);
        times.Took(age, activation.Source.Clips);
        Stepped(activation.Batch, held.After(() =>
        {
            block.Forward(activation.Tokens, activation.Source.Tokens).Dispose();
            return block.Learn(activation.Source.Tokens, activation.Source.LearningRate);
        }));
    }

    /// <summary>After a computation: reports the update if there was one, and rests as long as the block's slowdown says.</summary>
    void Stepped(long batch, StepResult? update)
    {
        double computed = times.Computed(clock);
        TimeSpan rest = delay.After(batch, computed, update is not null);
        times.Compute += rest.TotalSeconds;
        if (update is { Finite: true } result)
        {
            nonFinite.Finite();
            outlet?.ProducerUpdated(block.Updates);
            run.Tell(times.Report(setup.Index, batch, block.Updates, result, held.Count));
        }
        else if (update is { } refused && !Skip(batch, refused))
        {
            return;
        }

        inHand = -1;
        Replay();
        Rest(rest);
    }

    void SlowTo(double factor)
    {
        run.Tell(new SlowedDown(setup.Index, factor, delay.Slowdown, block.Updates));
        delay = delay with { Slowdown = factor };
    }

    void Replay()
    {
        if (replay?.Due(block.Updates) is { } factor)
        {
            SlowTo(factor);
        }
    }

    bool Skip(long batch, StepResult refused)
    {
        if (nonFinite.Skips())
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
        LateMessage.Tell(rest, Self, new Rested(block), Self);
        Become(Control);
    }
}
