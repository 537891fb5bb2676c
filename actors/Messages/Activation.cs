using Actors.Loading;
using Actors.Model.Devices;
using TorchSharp;

namespace Actors.Messages;

/// <summary>A block's output for one batch, detached from its graph; from the loader, the batch itself.</summary>
/// <param name="Batch">Batch number; a consumer sees each once, in order, unless the edge is lossy.</param>
/// <param name="Tokens">Residual stream <c>[batch, visible, width]</c>, float32, before any norm; null from the loader. The receiver owns it.</param>
/// <param name="Source">The batch it was computed from; the receiver owns one share of it.</param>
/// <param name="Update">The producer's update count when it computed <paramref name="Tokens"/>; age is measured from it.</param>
public sealed record Activation(long Batch, torch.Tensor? Tokens, SharedBatch Source, long Update) : IDataMessage, IDisposable
{
    /// <summary>The moment at which the producer's device has computed <see cref="Tokens"/>; null when that is done. Owned with them.</summary>
    public DeviceEvent? Ready { get; init; }

    /// <summary>Bytes that it takes on a link: the tokens, or what block 0 sees of the batch.</summary>
    public long Bytes => Tokens is { } tokens ? tokens.NumberOfElements * tokens.ElementSize : Source.Tokens.VisiblePixels.NumberOfElements;

    /// <summary>Frees the tokens and gives the share of the batch back.</summary>
    public void Dispose()
    {
        Tokens?.Dispose();
        Ready?.Dispose();
        Source.Dispose();
    }
}
