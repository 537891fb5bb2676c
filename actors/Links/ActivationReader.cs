using System.Buffers;
using System.Buffers.Binary;
using Actors.Loading;
using Actors.Messages;
using Actors.Model.Blocks;
using Actors.Model.Devices;
using Actors.Model.Interop;
using TorchSharp;

namespace Actors.Links;

/// <summary>Makes activations of frames, at the consumer's end: tensors are filled by the socket.</summary>
/// <param name="shape">What the activations look like; a frame that differs is refused.</param>
/// <param name="device">Where the consumer computes.</param>
/// <param name="batches">Serves targets that do not travel; null under <see cref="LinkTargets.Chain"/>.</param>
internal sealed class ActivationReader(LinkShape shape, TorchDevice device, ILocalBatches? batches)
{
    /// <summary>Reads the body of an activation's frame, its checksum included.</summary>
    /// <exception cref="LinkException">It is not what the edge carries; nothing was allocated for it.</exception>
    public async ValueTask<Activation> ReadAsync(FrameHeader header, FrameSource source, CancellationToken stop)
    {
        if (header.MetaBytes != ActivationFrames.MetaBytes)
        {
            throw Wrong(header, $"{header.MetaBytes} bytes of small values");
        }

        (Description meta, int clips) = Check(header, (await source.MetaAsync(header, stop)).Span);
        List<torch.Tensor> made = [];
        SharedBatch? shared = null;
        try
        {
            torch.Tensor? main = shape.HasMain ? await FillAsync(source, made, shape.First ? torch.uint8 : torch.float32, header.Shape, stop) : null;
            MaskedTokens? tokens = shape.Targets == LinkTargets.Chain ? await TargetsAsync(source, made, main!, clips, stop) : null;
            await source.VerifyAsync(header, stop);
            shared = tokens is null
                ? await batches!.TakeAsync(meta.Batch, meta.Part, stop)
                : new SharedBatch(meta.Batch, clips, meta.LearningRate, OnDevice(tokens, made));
            torch.Tensor? stream = shape.First ? null : Move(main!, made);
            var activation = new Activation(meta.Batch, stream, shared, meta.Update);
            made.Clear();
            shared = null;
            return activation;
        }
        finally
        {
            made.ForEach(tensor => tensor.Dispose());
            shared?.Dispose();
        }
    }

    (Description, int Clips) Check(FrameHeader header, ReadOnlySpan<byte> meta)
    {
        var description = new Description(
            BinaryPrimitives.ReadInt64LittleEndian(meta), BinaryPrimitives.ReadInt64LittleEndian(meta[8..]),
            BinaryPrimitives.ReadDoubleLittleEndian(meta[16..]), BinaryPrimitives.ReadInt32LittleEndian(meta[24..]));
        int clips = BinaryPrimitives.ReadInt32LittleEndian(meta[28..]);
        int decoded = shape.Targets == LinkTargets.Chain ? shape.Decoded : 0;
        bool fits = description is { Batch: >= 0, Update: >= 0, Part: >= 0 } && description.Part < shape.Parts && clips >= 1 && clips <= shape.Clips
            && BinaryPrimitives.ReadInt32LittleEndian(meta[32..]) == decoded && meta[36] == shape.IndexBytes && meta[37] == (byte)shape.Targets
            && header.Dtype == shape.Dtype && header.Shape == shape.Main(clips) && header.PayloadBytes == shape.PayloadBytes(clips);
        return fits ? (description, clips) : throw Wrong(header, $"{clips} clips, {description}, targets {meta[37]}");
    }

    LinkException Wrong(FrameHeader header, string what) => new(
        RejectReason.Malformed,
        $"{header.Link}: frame {header.Sequence} has {header.Dtype} {header.Shape}, {header.PayloadBytes} bytes and {what}; " +
        $"the edge carries {shape.Dtype} {shape.Main(shape.Clips)}, {shape.PayloadBytes(shape.Clips)} bytes, targets {shape.Targets}");

    async ValueTask<MaskedTokens> TargetsAsync(FrameSource source, List<torch.Tensor> made, torch.Tensor main, int clips, CancellationToken stop)
    {
        int visible = clips * shape.Visible * shape.IndexBytes;
        int all = clips * (shape.Visible + shape.Decoded) * shape.IndexBytes;
        byte[] numbers = ArrayPool<byte>.Shared.Rent(all);
        try
        {
            await source.ReadAsync(numbers.AsMemory(0, all), stop);
            torch.Tensor visibleIndex = Numbers(numbers.AsSpan(0, visible), made, clips, shape.Visible);
            torch.Tensor decodedIndex = Numbers(numbers.AsSpan(visible, all - visible), made, clips, shape.Decoded);
            torch.Tensor targets = await FillAsync(source, made, torch.uint8, FrameShape.Of(clips, shape.Decoded, shape.Model.TokenPixels), stop);
            return new MaskedTokens(shape.First ? main : NoPixels(made, clips), visibleIndex, targets, decodedIndex);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(numbers);
        }
    }

    torch.Tensor Numbers(ReadOnlySpan<byte> from, List<torch.Tensor> made, int clips, int count)
    {
        torch.Tensor numbers = TokenNumbers.Read(from, shape.IndexBytes, clips, count, shape.Model.Tokens);
        made.Add(numbers);
        return numbers;
    }

    // Only block 0 looks at pixels of visible tokens. The others get their shape: one zero, seen from every place.
    torch.Tensor NoPixels(List<torch.Tensor> made, int clips)
    {
        using torch.Tensor zero = torch.zeros([1, 1, 1], torch.uint8, torch.CPU).DetachFromDisposeScope();
        torch.Tensor none = zero.expand(clips, shape.Visible, shape.Model.TokenPixels).DetachFromDisposeScope();
        made.Add(none);
        return none;
    }

    static async ValueTask<torch.Tensor> FillAsync(
        FrameSource source, List<torch.Tensor> made, torch.ScalarType type, FrameShape shape, CancellationToken stop)
    {
        torch.Tensor tensor = RecycledMemory.Empty(type, shape.D0, shape.D1, shape.D2);
        made.Add(tensor);
        await source.ReadAsync(new TensorMemory(tensor).Memory, stop);
        return tensor;
    }

    MaskedTokens OnDevice(MaskedTokens tokens, List<torch.Tensor> made) => !device.IsCuda
        ? tokens
        : new MaskedTokens(Move(tokens.VisiblePixels, made), Move(tokens.VisibleIndex, made), Move(tokens.TargetPixels, made), Move(tokens.DecodedIndex, made));

    torch.Tensor Move(torch.Tensor tensor, List<torch.Tensor> made)
    {
        if (!device.IsCuda)
        {
            return tensor;
        }

        torch.Tensor moved = tensor.to(device.Torch).DetachFromDisposeScope();
        made.Remove(tensor);
        made.Add(moved);
        tensor.Dispose();
        return moved;
    }

    readonly record struct Description(long Batch, long Update, double LearningRate, int Part);
}
