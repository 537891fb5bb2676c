using System.Buffers.Binary;
using System.Diagnostics;
using System.IO.Hashing;

namespace Actors.Links;

/// <summary>Reads frames from a connection, tensors straight into their memory.</summary>
internal sealed class FrameSource(Stream stream)
{
    readonly byte[] small = new byte[FrameHeader.Size];
    readonly byte[] meta = new byte[FrameLimits.MaxMeta];
    readonly XxHash3 hash = new();
    readonly Wakeups wakeups = new(stream);
    long heard = Stopwatch.GetTimestamp();
    volatile bool reading;
    long bytes;

    /// <summary>Bytes read so far.</summary>
    public long Bytes => Volatile.Read(ref bytes);

    /// <summary>How long the other end has been silent; zero while this end is not listening.</summary>
    public TimeSpan Silence => reading ? Stopwatch.GetElapsedTime(Volatile.Read(ref heard)) : TimeSpan.Zero;

    /// <summary>Reads a header.</summary>
    /// <returns>The header; null when the other end hung up between two frames.</returns>
    /// <exception cref="LinkException">Not a header, or one that announces more than the limits allow.</exception>
    public async ValueTask<FrameHeader?> HeaderAsync(FrameLimits limits, CancellationToken stop)
    {
        int got = await FillAsync(small, stop);
        if (got < FrameHeader.Size)
        {
            return got == 0 ? null : throw Ended();
        }

        FrameHeader header = FrameHeader.Read(small);
        limits.Check(header);
        hash.Reset();
        return header;
    }

    /// <summary>Reads the small values of a frame; valid until the next header.</summary>
    public async ValueTask<ReadOnlyMemory<byte>> MetaAsync(FrameHeader header, CancellationToken stop)
    {
        Memory<byte> into = meta.AsMemory(0, header.MetaBytes);
        await ReadAsync(into, stop);
        return into;
    }

    /// <summary>Fills memory with the next bytes of a frame's payload.</summary>
    public async ValueTask ReadAsync(Memory<byte> into, CancellationToken stop)
    {
        while (into.Length > 0)
        {
            wakeups.Await(into.Length);
            int got = await SomeAsync(into, stop);
            if (got == 0)
            {
                throw Ended();
            }

            hash.Append(into.Span[..got]);
            into = into[got..];
        }

        wakeups.Await(1);
    }

    /// <summary>Reads over a payload without keeping it.</summary>
    public async ValueTask SkipAsync(long length, CancellationToken stop)
    {
        byte[] scratch = new byte[Math.Min(length, 64 * 1024)];
        for (long left = length; left > 0;)
        {
            Memory<byte> into = scratch.AsMemory(0, (int)Math.Min(left, scratch.Length));
            await ReadAsync(into, stop);
            left -= into.Length;
        }
    }

    /// <summary>Compares the checksum behind a body with what was read.</summary>
    /// <exception cref="LinkException">They differ.</exception>
    public async ValueTask VerifyAsync(FrameHeader header, CancellationToken stop)
    {
        if (!header.HasBody)
        {
            return;
        }

        Memory<byte> trailer = small.AsMemory(0, FrameHeader.TrailerSize);
        if (await FillAsync(trailer, stop) < FrameHeader.TrailerSize)
        {
            throw Ended();
        }

        ulong told = BinaryPrimitives.ReadUInt64LittleEndian(trailer.Span);
        ulong seen = hash.GetCurrentHashAsUInt64();
        if (told != seen)
        {
            throw new LinkException(
                RejectReason.Malformed, $"frame {header.Sequence} ({header.Kind}, {header.PayloadBytes} bytes) has checksum {told:x16}, its bytes {seen:x16}");
        }
    }

    static LinkException Ended() => new(RejectReason.Closed, "the connection ended within a frame") { Refusal = false };

    async ValueTask<int> FillAsync(Memory<byte> into, CancellationToken stop)
    {
        int got = 0;
        while (got < into.Length)
        {
            int more = await SomeAsync(into[got..], stop);
            if (more == 0)
            {
                break;
            }

            got += more;
        }

        return got;
    }

    async ValueTask<int> SomeAsync(Memory<byte> into, CancellationToken stop)
    {
        Volatile.Write(ref heard, Stopwatch.GetTimestamp());
        reading = true;
        try
        {
            int got = await stream.ReadAsync(into, stop);
            Volatile.Write(ref bytes, bytes + got);
            return got;
        }
        finally
        {
            reading = false;
        }
    }
}
