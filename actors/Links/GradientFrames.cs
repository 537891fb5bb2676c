using System.Buffers.Binary;
using Actors.Messages;
using Actors.Model.Interop;
using TorchSharp;

namespace Actors.Links;

/// <summary>Gradients on their way back to the block that made the activation.</summary>
internal static class GradientFrames
{
    const int MetaBytes = 16;

    /// <summary>Makes a frame that points into the gradient's memory, and owns it from now on.</summary>
    public static OutgoingFrame Of(Gradient gradient)
    {
        byte[] meta = new byte[MetaBytes];
        BinaryPrimitives.WriteInt64LittleEndian(meta, gradient.Batch);
        BinaryPrimitives.WriteDoubleLittleEndian(meta.AsSpan(8), gradient.Loss);
        long[] shape = gradient.Tokens.shape;
        var owned = new Freed(gradient);
        gradient.Ready?.Synchronize();
        return new OutgoingFrame(
            FrameKind.Gradient, meta, [owned.Memory(gradient.Tokens)], owned, FrameDtype.Float32, FrameShape.Of(shape[0], shape[1], shape[2]));
    }

    /// <summary>Reads the body of a gradient's frame, its checksum included.</summary>
    /// <exception cref="LinkException">It has not the shape of an activation of the edge; nothing was allocated for it.</exception>
    public static async ValueTask<Gradient> ReadAsync(LinkShape expected, FrameHeader header, FrameSource source, CancellationToken stop)
    {
        int clips = header.Shape.D0;
        bool fits = !expected.First && header.MetaBytes == MetaBytes && clips >= 1 && clips <= expected.Clips && header.Dtype == FrameDtype.Float32
            && header.Shape == expected.Main(clips) && header.PayloadBytes == expected.MainBytes(clips);
        if (!fits)
        {
            throw new LinkException(
                RejectReason.Malformed,
                $"{header.Link}: frame {header.Sequence} has a gradient {header.Dtype} {header.Shape} of {header.PayloadBytes} bytes, " +
                $"activations are {expected.Main(expected.Clips)}");
        }

        ReadOnlyMemory<byte> meta = await source.MetaAsync(header, stop);
        long batch = BinaryPrimitives.ReadInt64LittleEndian(meta.Span);
        double loss = BinaryPrimitives.ReadDoubleLittleEndian(meta.Span[8..]);
        torch.Tensor? tokens = RecycledMemory.Empty(torch.float32, clips, header.Shape.D1, header.Shape.D2);
        try
        {
            await source.ReadAsync(new TensorMemory(tokens).Memory, stop);
            await source.VerifyAsync(header, stop);
            var gradient = new Gradient(batch, tokens, loss);
            tokens = null;
            return gradient;
        }
        finally
        {
            tokens?.Dispose();
        }
    }
}
