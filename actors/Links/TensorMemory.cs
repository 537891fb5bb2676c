using System.Buffers;
using TorchSharp;

namespace Actors.Links;

/// <summary>A tensor's own memory as a socket reads and writes it, so that nothing is copied in between.</summary>
/// <remarks>Valid while the tensor lives, which the owner of both sees to: nobody here keeps the tensor.</remarks>
internal sealed unsafe class TensorMemory : MemoryManager<byte>
{
    readonly byte* start;
    readonly int length;

    /// <summary>The memory of a contiguous tensor in main memory.</summary>
    /// <exception cref="ArgumentException">It is elsewhere, or not in one piece.</exception>
    public TensorMemory(torch.Tensor tensor)
    {
        if (tensor.device_type != DeviceType.CPU || !tensor.is_contiguous())
        {
            throw new ArgumentException($"tensor [{string.Join(", ", tensor.shape)}] on {tensor.device_type} is not one piece of main memory");
        }

        Span<byte> bytes = tensor.bytes;
        length = bytes.Length;

        // Native memory: it does not move.
        fixed (byte* pointer = bytes)
        {
            start = pointer;
        }
    }

    /// <inheritdoc/>
    public override Span<byte> GetSpan() => new(start, length);

    /// <inheritdoc/>
    public override MemoryHandle Pin(int elementIndex = 0) => new(start + elementIndex);

    /// <inheritdoc/>
    public override void Unpin()
    {
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
    }
}
