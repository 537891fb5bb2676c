namespace Actors.Messages;

/// <summary>Separates batches 0 … <paramref name="Batch"/>-1 from the rest: who meets it copies its state and passes it on.</summary>
/// <remarks>Source: asynchronous barrier snapshotting, Carbone et al. 2015 (arXiv 1506.08603).</remarks>
/// <param name="Batch">Batches that lie before it.</param>
public sealed record SnapshotBarrier(long Batch) : IDataMessage;
