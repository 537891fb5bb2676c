namespace Actors.Links;

/// <summary>A numbered frame from when it is posted until the other end has acknowledged it.</summary>
/// <param name="kind">What it is.</param>
/// <param name="meta">Its small values.</param>
/// <param name="payload">Its tensors' bytes, in order.</param>
/// <param name="owner">Freed with it: what <paramref name="payload"/> points into.</param>
/// <param name="dtype">Element type of its tensor.</param>
/// <param name="shape">Shape of its tensor.</param>
internal sealed class OutgoingFrame(
    FrameKind kind, byte[] meta, IReadOnlyList<ReadOnlyMemory<byte>>? payload = null, IDisposable? owner = null, FrameDtype dtype = FrameDtype.None,
    FrameShape shape = default) : IDisposable
{
    /// <summary>Its small values.</summary>
    public byte[] Meta { get; } = meta;

    /// <summary>Its tensors' bytes.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> Payload { get; } = payload ?? [];

    /// <summary>Bytes of the tensors.</summary>
    public long PayloadBytes { get; } = payload?.Sum(part => (long)part.Length) ?? 0;

    /// <summary>Its number, given when it is posted.</summary>
    public long Sequence { get; set; }

    /// <summary>Whether a connection has been given it before.</summary>
    public bool Sent { get; set; }

    /// <summary>Whether it was acknowledged while it was being written, so that the writer frees it.</summary>
    public bool Released { get; set; }

    /// <summary>The header of this transmission.</summary>
    public FrameHeader Header(LinkIdentity link, long acknowledged) => new(kind, link, Sequence, acknowledged, dtype, shape, Meta.Length, PayloadBytes);

    /// <summary>Frees what the payload points into.</summary>
    public void Dispose() => owner?.Dispose();
}
