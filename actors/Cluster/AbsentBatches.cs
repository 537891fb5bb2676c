using Actors.Data.Batches;

namespace Actors.Cluster;

/// <summary>The batches of a node that has no loader.</summary>
internal sealed class AbsentBatches : IBatchStream
{
    public ValueTask<Batch?> ReadAsync(CancellationToken stop = default) =>
        throw new InvalidOperationException("this node has no loader: batches come along the chain (cluster.targets)");

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
