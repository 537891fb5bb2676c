using Actors.Regimes;

namespace Actors.Simulation;

/// <summary>Predicts a chain's throughput by discrete events over the schedules that the actors follow: credits, held outputs, lockstep.</summary>
/// <remarks>A host's cores are shared evenly by what computes on it, at most one core each. Nothing is random.</remarks>
public sealed class ChainSimulation
{
    const double Never = double.PositiveInfinity;

    readonly ChainModel model;
    readonly SimulatedBlock[] blocks;
    readonly SimulatedLoader loader;
    readonly PriorityQueue<Action, double> arrivals = new();
    readonly List<SimulatedTransfer> transfers = [];
    readonly int[] busy;
    double now;

    ChainSimulation(ChainModel model)
    {
        this.model = model;
        busy = new int[model.Host.Max() + 1];
        loader = new SimulatedLoader(model);
        blocks = [.. model.Blocks.Select((work, k) => new SimulatedBlock(model, work, k))];
    }

    /// <summary>Simulates.</summary>
    /// <param name="model">The chain.</param>
    /// <param name="batches">Batches, enough that filling the chain does not matter.</param>
    /// <returns>Batches per second between the first third and the end.</returns>
    /// <exception cref="ArgumentException">The regime is not modelled.</exception>
    public static double BatchesPerSecond(ChainModel model, int batches)
    {
        if (model.Regime is not (Regime.Async or Regime.Simultaneous))
        {
            throw new ArgumentException($"regime {model.Regime} is not modelled: async and simultaneous are", nameof(model));
        }

        return new ChainSimulation(model).Run(batches);
    }

    double Run(int batches)
    {
        SimulatedBlock last = blocks[^1];
        int third = batches / 3;
        double began = 0;
        while (last.Learned < batches)
        {
            Settle(batches);
            CountBusy();
            double next = Math.Min(NextArrival(), now + NextCompletion());
            if (double.IsInfinity(next))
            {
                throw new InvalidOperationException($"the simulated chain stands still after {last.Learned} batches");
            }

            Advance(next - now);
            now = next;
            while (arrivals.TryPeek(out Action? arrive, out double due) && due <= now)
            {
                arrivals.Dequeue();
                arrive();
            }

            began = last.Learned == third && began == 0 ? now : began;
        }

        return (batches - third) / (now - began);
    }

    double NextArrival() => arrivals.TryPeek(out _, out double due) ? due : Never;

    double RateOn(int process) => Math.Min(1, model.Cores / Math.Max(1, busy[model.Host[process]]));

    /// <summary>Counts who computes on each host; holds until somebody begins or ends.</summary>
    void CountBusy()
    {
        Array.Clear(busy);
        busy[model.Host[model.LoaderProcess]] += loader.Computes ? 1 : 0;
        foreach (SimulatedBlock block in blocks)
        {
            busy[model.Host[block.Process]] += block.Computes ? 1 : 0;
        }

        foreach (SimulatedTransfer transfer in transfers)
        {
            busy[model.Host[transfer.Process]]++;
        }
    }

    double NextCompletion()
    {
        double next = loader.Computes ? loader.Left / RateOn(model.LoaderProcess) : Never;
        foreach (SimulatedBlock block in blocks)
        {
            next = block.Computes ? Math.Min(next, block.Left / RateOn(block.Process)) : next;
        }

        foreach (SimulatedTransfer transfer in transfers)
        {
            next = Math.Min(next, transfer.Left / RateOn(transfer.Process));
        }

        return next;
    }

    void Advance(double seconds)
    {
        if (loader.Computes)
        {
            loader.Work(seconds * RateOn(model.LoaderProcess));
        }

        foreach (SimulatedBlock block in blocks)
        {
            if (block.Computes)
            {
                block.Work(seconds * RateOn(block.Process));
            }
        }

        foreach (SimulatedTransfer transfer in transfers)
        {
            transfer.Work(seconds * RateOn(transfer.Process));
        }
    }

    /// <summary>Lets everyone who can begin something begin it, until nobody can.</summary>
    void Settle(int batches)
    {
        for (bool changed = true; changed;)
        {
            changed = loader.Begin(batches);
            if (loader.MayEmit(batches, InStep()))
            {
                loader.Emit();
                Send(-1);
                changed = true;
            }

            for (int k = 0; k < blocks.Length; k++)
            {
                changed |= Begin(k);
            }

            foreach (SimulatedTransfer transfer in transfers.FindAll(transfer => transfer.IsDone))
            {
                transfers.Remove(transfer);
                transfer.Then();
                changed = true;
            }
        }
    }

    bool Begin(int k)
    {
        SimulatedBlock block = blocks[k];
        bool changed = false;
        if (block.OutputIsReady)
        {
            block.OutputIsReady = false;
            block.Holds = k < blocks.Length - 1;
            changed = true;
        }

        if (block.Holds && block.Credits > 0)
        {
            block.Holds = false;
            block.Credits--;
            Send(k);
            changed = true;
        }

        if (block.Take())
        {
            After(k - 1, 0, () => Grant(k - 1));
            changed = true;
        }

        return changed;
    }

    bool InStep() => model.Regime == Regime.Async || blocks.All(block => block.Learned == loader.Emitted);

    void Send(int from) => After(from, model.LinkBytes, () => blocks[from + 1].Inbox++);

    void Grant(int producer)
    {
        if (producer < 0)
        {
            loader.Credits++;
        }
        else
        {
            blocks[producer].Credits++;
        }
    }

    /// <summary>Has something happen at the other end of the edge behind a block, when it gets there.</summary>
    void After(int edge, double bytes, Action arrive)
    {
        int here = edge < 0 ? model.LoaderProcess : model.Process[edge];
        int there = model.Process[edge + 1];
        double travel = model.Host[here] == model.Host[there] ? 0 : model.Latency + (bytes / model.Bandwidth);
        double work = here == there ? 0 : bytes * model.SecondsPerByte;
        Compute(here, work, () => Wait(travel, () => Compute(there, work, arrive)));
    }

    void Compute(int process, double work, Action then)
    {
        if (work <= 0)
        {
            then();
        }
        else
        {
            transfers.Add(new SimulatedTransfer(process, work, then));
        }
    }

    void Wait(double seconds, Action then)
    {
        if (seconds <= 0)
        {
            then();
        }
        else
        {
            arrivals.Enqueue(then, now + seconds);
        }
    }
}
