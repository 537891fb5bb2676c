using System.Buffers.Binary;
using Actors.Messages;

namespace Actors.Links;

/// <summary>Frames of two numbers at most: markers, credits, and how many updates the producer has made.</summary>
internal static class SmallFrames
{
    /// <summary>Bytes of their small values.</summary>
    public const int MetaBytes = 16;

    /// <summary>Makes the frame of a message.</summary>
    /// <exception cref="ArgumentException">Not such a message.</exception>
    public static OutgoingFrame Of(object message) => message switch
    {
        SnapshotBarrier barrier => Of(FrameKind.Barrier, barrier.Batch),
        EndOfStream end => Of(FrameKind.EndOfStream, end.Batches),
        CountCredit count => Of(FrameKind.CountCredit, count.Restart),
        Credit credit => Of(FrameKind.Credit, credit.Activations, credit.Restart),
        _ => throw new ArgumentException($"{message} does not travel over a link"),
    };

    /// <summary>Reads the body of such a frame, its checksum included.</summary>
    /// <exception cref="LinkException">Not such a frame.</exception>
    public static async ValueTask<object> ReadAsync(FrameHeader header, FrameSource source, CancellationToken stop)
    {
        if (header.MetaBytes != MetaBytes || header.PayloadBytes != 0)
        {
            throw new LinkException(RejectReason.Malformed, $"{header.Link}: frame {header.Sequence} ({header.Kind}) has {header.MetaBytes} + {header.PayloadBytes} bytes");
        }

        ReadOnlyMemory<byte> meta = await source.MetaAsync(header, stop);
        (long first, long second) = Numbers(meta.Span);
        await source.VerifyAsync(header, stop);
        return header.Kind switch
        {
            FrameKind.Barrier => new SnapshotBarrier(first),
            FrameKind.EndOfStream => new EndOfStream(first),
            FrameKind.CountCredit => new CountCredit((int)first),
            FrameKind.Credit when first is >= 0 and <= int.MaxValue => new Credit((int)first, (int)second),
            _ => throw new LinkException(RejectReason.Malformed, $"{header.Link}: frame {header.Sequence} ({header.Kind} {first}, {second}) does not belong on this way"),
        };
    }

    /// <summary>The small values of an update count, which is not numbered: the latest one counts.</summary>
    public static byte[] Meta(long first, long second = 0)
    {
        byte[] meta = new byte[MetaBytes];
        BinaryPrimitives.WriteInt64LittleEndian(meta, first);
        BinaryPrimitives.WriteInt64LittleEndian(meta.AsSpan(8), second);
        return meta;
    }

    /// <summary>Reads small values.</summary>
    public static (long First, long Second) Numbers(ReadOnlySpan<byte> meta) =>
        (BinaryPrimitives.ReadInt64LittleEndian(meta), BinaryPrimitives.ReadInt64LittleEndian(meta[8..]));

    static OutgoingFrame Of(FrameKind kind, long first, long second = 0) => new(kind, Meta(first, second));
}
