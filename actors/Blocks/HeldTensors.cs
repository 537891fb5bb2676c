using TorchSharp;

namespace Actors.Blocks;

/// <summary>Counts the tensors that a block holds: weights, moments, and graphs that wait for their gradient.</summary>
/// <remarks>
/// What is made and freed is counted for each thread, and tensors change threads: an output is made by one block and freed by the next,
/// a batch is freed by whichever block is last. So only the block's own computations are counted, less what they gave away.
/// </remarks>
internal sealed class HeldTensors
{
    /// <summary>Tensors held now.</summary>
    public long Count { get; private set; }

    static long OnThread => DisposeScopeManager.Statistics.ThreadTotalLiveCount;

    /// <summary>Counts what a computation leaves behind.</summary>
    public T After<T>(Func<T> compute)
    {
        long before = OnThread;
        T result = compute();
        Count += OnThread - before;
        return result;
    }

    /// <summary>Hands on a message with one tensor in the middle of a computation; what an edge frees meanwhile is not the block's.</summary>
    public void Give<T>(Action<T> send, T message)
    {
        long before = OnThread;
        send(message);
        Count -= 1 + OnThread - before;
    }

    /// <summary>One tensor that was made elsewhere will be freed by the next computation.</summary>
    public void Take() => Count++;
}
