namespace Actors.Data.Batches;

/// <summary>Batches in order, one reader at a time: drawn from clips (<see cref="BatchStream"/>), or given otherwise.</summary>
public interface IBatchStream : IAsyncDisposable
{
    /// <summary>The next batch, or null after the last.</summary>
    /// <exception cref="OperationCanceledException">The read was cancelled; the batch comes with the next read.</exception>
    ValueTask<Batch?> ReadAsync(CancellationToken cancellation = default);
}
