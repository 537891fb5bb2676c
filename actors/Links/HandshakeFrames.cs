namespace Actors.Links;

/// <summary>The frames of a handshake: bare headers with a nonce or a proof.</summary>
internal sealed class HandshakeFrames(Stream stream)
{
    readonly FrameSource source = new(stream);
    readonly FrameSink sink = new(stream);

    /// <summary>Writes one.</summary>
    public async ValueTask WriteAsync(FrameKind kind, LinkIdentity link, long received, ReadOnlyMemory<byte> meta, CancellationToken stop)
    {
        await sink.WriteAsync(new FrameHeader(kind, link, Acknowledged: received, MetaBytes: meta.Length), meta, [], stop);
        await stream.FlushAsync(stop);
    }

    /// <summary>Reads one.</summary>
    /// <param name="kind">The kind whose turn it is.</param>
    /// <param name="metaBytes">Bytes of small values that it must have.</param>
    /// <param name="stop">Ends the wait.</param>
    /// <exception cref="LinkException">Something else came, a refusal by the other end included.</exception>
    public async ValueTask<(FrameHeader Header, byte[] Meta)> ReadAsync(FrameKind kind, int metaBytes, CancellationToken stop)
    {
        FrameHeader header = await source.HeaderAsync(FrameLimits.Handshake, stop)
            ?? throw new LinkException(RejectReason.Closed, $"the other end hung up before its {kind}");
        byte[] meta = (await source.MetaAsync(header, stop)).ToArray();
        await source.VerifyAsync(header, stop);
        if (header.Kind == FrameKind.Refused && meta.Length == 1)
        {
            throw new LinkException((RejectReason)meta[0], $"the other end refused ({(RejectReason)meta[0]})") { Refusal = false };
        }

        return header.Kind == kind && meta.Length == metaBytes && header.Sequence == 0 && header.Shape == default
            ? (header, meta)
            : throw new LinkException(RejectReason.Malformed, $"{header.Kind} with {meta.Length} bytes came instead of {kind} with {metaBytes}");
    }
}
