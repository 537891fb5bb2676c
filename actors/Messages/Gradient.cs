using Actors.Model.Devices;
using TorchSharp;

namespace Actors.Messages;

/// <summary>The gradient of the loss by an activation, on its way back to the block that made it. Travels in the control lane.</summary>
/// <param name="Batch">The batch of the activation.</param>
/// <param name="Tokens">Gradient <c>[batch, visible, width]</c>, float32. The receiver owns it.</param>
/// <param name="Loss">The micro-batch's share of the batch's loss.</param>
public sealed record Gradient(long Batch, torch.Tensor Tokens, double Loss) : IDisposable
{
    /// <summary>The moment at which the sender's device has computed <see cref="Tokens"/>; null when that is done. Owned with them.</summary>
    public DeviceEvent? Ready { get; init; }

    /// <summary>Frees the tensor.</summary>
    public void Dispose()
    {
        Tokens.Dispose();
        Ready?.Dispose();
    }
}
