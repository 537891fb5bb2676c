using System.Buffers;
using TorchSharp;

namespace Actors.Links;

/// <summary>What a frame's payload points into: freed together, when the frame is.</summary>
/// <param name="message">The message that the frame was made of.</param>
internal sealed class Freed(IDisposable message) : IDisposable
{
    readonly List<IDisposable> tensors = [];
    byte[]? rented;

    /// <summary>A tensor's bytes; of a copy in main memory where the tensor is on a device or not in one piece.</summary>
    public ReadOnlyMemory<byte> Memory(torch.Tensor tensor) => new TensorMemory(Plain(tensor)).Memory;

    /// <summary>The tensor, or a copy in main memory and in one piece.</summary>
    public torch.Tensor Plain(torch.Tensor tensor)
    {
        if (tensor.device_type == DeviceType.CPU && tensor.is_contiguous())
        {
            return tensor;
        }

        using torch.Tensor near = tensor.cpu();
        torch.Tensor plain = near.contiguous();
        tensors.Add(plain.DetachFromDisposeScope());
        return plain;
    }

    /// <summary>A pooled buffer.</summary>
    public Memory<byte> Rent(int length)
    {
        rented = ArrayPool<byte>.Shared.Rent(length);
        return rented.AsMemory(0, length);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        message.Dispose();
        tensors.ForEach(tensor => tensor.Dispose());
        if (rented is { } buffer)
        {
            rented = null;
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
