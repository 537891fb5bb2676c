namespace Actors.Messages;

/// <summary>No more batches come. Travels behind the last activation, so that nothing is overtaken.</summary>
/// <param name="Batches">Batches the loader emitted.</param>
public sealed record EndOfStream(long Batches) : IDataMessage;
