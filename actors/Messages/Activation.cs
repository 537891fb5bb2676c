using Actors.Loading;
using TorchSharp;

namespace Actors.Messages;

/// <summary>A block's output for one batch, detached from its graph; from the loader, the batch itself.</summary>
/// <param name="Batch">Batch number; a consumer sees each once, in order, unless the edge is lossy.</param>
/// <param name="Tokens">Residual stream <c>[batch, visible, width]</c>, float32, before any norm; null from the loader. The receiver owns it.</param>
/// <param name="Source">The batch it was computed from; the receiver owns one share of it.</param>
/// <param name="Update">The producer's update count when it computed <paramref name="Tokens"/>; age is measured from it.</param>
public sealed record Activation(long Batch, torch.Tensor? Tokens, SharedBatch Source, long Update) : IDataMessage, IDisposable
{
    /// <summary>Frees the tokens and gives the share of the batch back.</summary>
    public void Dispose()
    {
        Tokens?.Dispose();
        Source.Dispose();
    }
}
