using System.Buffers.Binary;
using System.IO.Hashing;

namespace Actors.Links;

/// <summary>Writes frames to a connection, tensors straight from their memory.</summary>
/// <remarks>The checksum follows the bytes instead of leading them: each piece is hashed while it is in the cache for the socket to copy.</remarks>
internal sealed class FrameSink(Stream stream)
{
    const int Piece = 1024 * 1024;

    readonly byte[] small = new byte[FrameHeader.Size + FrameLimits.MaxMeta + FrameHeader.TrailerSize];
    readonly XxHash3 hash = new();

    /// <summary>Writes a frame.</summary>
    /// <returns>Its bytes on the wire.</returns>
    public async ValueTask<long> WriteAsync(FrameHeader header, ReadOnlyMemory<byte> meta, IReadOnlyList<ReadOnlyMemory<byte>> payload, CancellationToken stop)
    {
        header.Write(small);
        int length = FrameHeader.Size;
        if (!header.HasBody)
        {
            await stream.WriteAsync(small.AsMemory(0, length), stop);
            return length;
        }

        hash.Reset();
        hash.Append(meta.Span);
        meta.CopyTo(small.AsMemory(length));
        length += meta.Length;
        if (header.PayloadBytes > 0)
        {
            await stream.WriteAsync(small.AsMemory(0, length), stop);
            foreach (ReadOnlyMemory<byte> part in payload)
            {
                await WriteAsync(part, stop);
            }

            length = 0;
        }

        BinaryPrimitives.WriteUInt64LittleEndian(small.AsSpan(length), hash.GetCurrentHashAsUInt64());
        await stream.WriteAsync(small.AsMemory(0, length + FrameHeader.TrailerSize), stop);
        return FrameHeader.Size + header.MetaBytes + header.PayloadBytes + FrameHeader.TrailerSize;
    }

    async ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken stop)
    {
        ReadOnlyMemory<byte> piece = Hashed(bytes, 0);
        for (int at = 0; at < bytes.Length;)
        {
            ValueTask written = stream.WriteAsync(piece, stop);
            at += piece.Length;

            // The next piece is hashed while the socket is busy with this one.
            piece = Hashed(bytes, at);
            await written;
        }
    }

    ReadOnlyMemory<byte> Hashed(ReadOnlyMemory<byte> bytes, int at)
    {
        ReadOnlyMemory<byte> piece = bytes.Slice(at, Math.Min(Piece, bytes.Length - at));
        hash.Append(piece.Span);
        return piece;
    }
}
