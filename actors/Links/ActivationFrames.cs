using System.Buffers.Binary;
using Actors.Messages;
using Actors.Model.Blocks;
using TorchSharp;

namespace Actors.Links;

/// <summary>Makes frames of activations, at the producer's end.</summary>
/// <param name="shape">What the activations look like.</param>
internal sealed class ActivationFrames(LinkShape shape)
{
    /// <summary>Bytes of the small values: batch, update, learning rate, part, decoded tokens, bytes of an index, where targets are.</summary>
    public const int MetaBytes = 40;

    long batch = -1;
    int part;

    /// <summary>Makes a frame that points into the activation's memory, and owns it from now on.</summary>
    /// <exception cref="InvalidOperationException">The activation does not look like the edge's.</exception>
    public OutgoingFrame Of(Activation activation)
    {
        MaskedTokens tokens = activation.Source.Tokens;
        part = activation.Batch == batch ? (part + 1) % shape.Parts : 0;
        batch = activation.Batch;
        Check(activation, tokens);
        var owned = new Freed(activation);

        // This thread has no stream that could wait.
        activation.Source.Ready?.Synchronize();
        activation.Ready?.Synchronize();
        List<ReadOnlyMemory<byte>> payload = [];
        if (shape.HasMain)
        {
            payload.Add(owned.Memory(shape.First ? tokens.VisiblePixels : activation.Tokens!));
        }

        if (shape.Targets == LinkTargets.Chain)
        {
            payload.Add(Numbers(owned, tokens));
            payload.Add(owned.Memory(tokens.TargetPixels));
        }

        byte[] meta = new byte[MetaBytes];
        BinaryPrimitives.WriteInt64LittleEndian(meta, activation.Batch);
        BinaryPrimitives.WriteInt64LittleEndian(meta.AsSpan(8), activation.Update);
        BinaryPrimitives.WriteDoubleLittleEndian(meta.AsSpan(16), activation.Source.LearningRate);
        BinaryPrimitives.WriteInt32LittleEndian(meta.AsSpan(24), part);
        BinaryPrimitives.WriteInt32LittleEndian(meta.AsSpan(28), activation.Source.Clips);
        BinaryPrimitives.WriteInt32LittleEndian(meta.AsSpan(32), shape.Targets == LinkTargets.Chain ? shape.Decoded : 0);
        meta[36] = (byte)shape.IndexBytes;
        meta[37] = (byte)shape.Targets;
        return new OutgoingFrame(FrameKind.Activation, meta, payload, owned, shape.Dtype, shape.Main(activation.Source.Clips));
    }

    ReadOnlyMemory<byte> Numbers(Freed owned, MaskedTokens tokens)
    {
        long visible = tokens.VisibleIndex.NumberOfElements * shape.IndexBytes;
        Memory<byte> bytes = owned.Rent((int)(visible + (tokens.DecodedIndex.NumberOfElements * shape.IndexBytes)));
        TokenNumbers.Write(owned.Plain(tokens.VisibleIndex), shape.IndexBytes, bytes.Span[..(int)visible]);
        TokenNumbers.Write(owned.Plain(tokens.DecodedIndex), shape.IndexBytes, bytes.Span[(int)visible..]);
        return bytes;
    }

    void Check(Activation activation, MaskedTokens tokens)
    {
        torch.Tensor? main = shape.First ? tokens.VisiblePixels : activation.Tokens;
        long width = shape.First ? shape.Model.TokenPixels : shape.Model.Width;
        bool fits = main is not null && main.shape.AsSpan().SequenceEqual([activation.Source.Clips, shape.Visible, width])
            && main.dtype == (shape.First ? torch.ScalarType.Byte : torch.ScalarType.Float32)
            && activation.Source.Clips <= shape.Clips && tokens.Visible == shape.Visible && tokens.Decoded == shape.Decoded;
        if (!fits)
        {
            throw new InvalidOperationException(
                $"batch {activation.Batch}: {main?.dtype} [{string.Join(", ", main?.shape ?? [])}] with {tokens.Decoded} decoded tokens " +
                $"is not what the edge carries, {shape.Main(shape.Clips)} with {shape.Decoded}");
        }
    }
}
