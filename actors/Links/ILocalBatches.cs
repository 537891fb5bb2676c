using Actors.Loading;

namespace Actors.Links;

/// <summary>Serves a consumer's batches from its own node, so that targets need not travel.</summary>
/// <remarks>A batch is a function of seed and number (data order, crops, masks), so that any node makes the same bits.</remarks>
public interface ILocalBatches
{
    /// <summary>Gives a part of a batch; the caller owns one share.</summary>
    /// <param name="batch">Its number. Numbers rise, with gaps where an edge is lossy.</param>
    /// <param name="part">Micro-batch of it, from 0.</param>
    /// <param name="stop">Ends the wait: the link's connection is gone. The same part is asked for again.</param>
    ValueTask<SharedBatch> TakeAsync(long batch, int part, CancellationToken stop);
}
