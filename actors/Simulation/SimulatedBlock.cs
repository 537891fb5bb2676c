namespace Actors.Simulation;

/// <summary>A block's schedule: takes an activation, computes its output, learns; takes the next when its output is gone.</summary>
internal sealed class SimulatedBlock(ChainModel model, BlockWork work, int index)
{
    /// <summary>Core-seconds that count as none: less, added to the time, may not change it, and the simulation would stand still.</summary>
    public const double Done = 1e-9;

    bool learning;

    /// <summary>Its process.</summary>
    public int Process { get; } = model.Process[index];

    /// <summary>Batches it has learned from.</summary>
    public int Learned { get; private set; }

    /// <summary>Activations that wait for it.</summary>
    public int Inbox { get; set; }

    /// <summary>Activations it may send.</summary>
    public int Credits { get; set; } = model.Capacity;

    /// <summary>Whether a finished output waits for credit.</summary>
    public bool Holds { get; set; }

    /// <summary>Whether its forward pass has just ended.</summary>
    public bool OutputIsReady { get; set; }

    /// <summary>Whether it computes.</summary>
    public bool Computes => Left > 0;

    /// <summary>Core-seconds left of what it computes.</summary>
    public double Left { get; private set; }

    /// <summary>Takes an activation if it can.</summary>
    public bool Take()
    {
        if (Computes || Holds || OutputIsReady || Inbox == 0)
        {
            return false;
        }

        Inbox--;
        Left = Math.Max(work.Forward, Done);
        learning = false;
        return true;
    }

    /// <summary>Does some of its work.</summary>
    public void Work(double seconds)
    {
        Left -= seconds;
        if (Left > Done)
        {
            return;
        }

        Left = 0;
        if (learning)
        {
            Learned++;
            return;
        }

        learning = true;
        OutputIsReady = true;
        Left = Math.Max(work.Rest, Done);
    }
}
