namespace Actors.Blocks;

/// <summary>Measures the seconds a block spends in each state.</summary>
/// <remarks>Written by the block's thread; read by anyone, who may see a moment ago.</remarks>
public sealed class BlockClock
{
    readonly TimeProvider time;
    readonly double[] seconds = new double[Enum.GetValues<BlockState>().Length];
    long since;
    long entered;
    int state;

    /// <summary>A clock that starts in <see cref="BlockState.Starved"/> now.</summary>
    public BlockClock(TimeProvider time)
    {
        this.time = time;
        since = time.GetTimestamp();
        entered = since;
    }

    /// <summary>Told of each stay in a state when it is over: the state, when it was entered and left, as timestamps of the clock's time.</summary>
    /// <remarks>Called on the block's thread; must be quick. Null by default.</remarks>
    public Action<BlockState, long, long>? Stayed { get; set; }

    /// <summary>The state the block is in.</summary>
    public BlockState State => (BlockState)Volatile.Read(ref state);

    /// <summary>Goes over to a state.</summary>
    /// <returns>Seconds spent in the state that ends.</returns>
    public double Enter(BlockState next)
    {
        long now = time.GetTimestamp();
        double spent = time.GetElapsedTime(since, now).TotalSeconds;
        int left = state;
        since = now;
        Volatile.Write(ref seconds[left], seconds[left] + spent);
        Volatile.Write(ref state, (int)next);
        if ((int)next != left)
        {
            Stayed?.Invoke((BlockState)left, entered, now);
            entered = now;
        }

        return spent;
    }

    /// <summary>Tells of the stay that goes on, as far as its seconds have been counted. Only when the block's thread has ended.</summary>
    public void Flush()
    {
        if (since > entered)
        {
            Stayed?.Invoke(State, entered, since);
            entered = since;
        }
    }

    /// <summary>Takes over what the block's own clock on another node says.</summary>
    /// <param name="now">The state it is in.</param>
    /// <param name="spent">Seconds in each state, in the order of <see cref="BlockState"/>.</param>
    public void Adopt(BlockState now, IReadOnlyList<double> spent)
    {
        for (int k = 0; k < seconds.Length; k++)
        {
            Volatile.Write(ref seconds[k], spent[k]);
        }

        Volatile.Write(ref state, (int)now);
    }

    /// <summary>Seconds in each state so far, the stay that goes on included, in the order of <see cref="BlockState"/>.</summary>
    public IReadOnlyList<double> Seconds()
    {
        double[] spent = [.. Enumerable.Range(0, seconds.Length).Select(k => Volatile.Read(ref seconds[k]))];
        spent[(int)State] += time.GetElapsedTime(since).TotalSeconds;
        return spent;
    }

    /// <summary>Seconds spent in a state so far, without the stay that goes on.</summary>
    public double SecondsIn(BlockState of) => Volatile.Read(ref seconds[(int)of]);
}
