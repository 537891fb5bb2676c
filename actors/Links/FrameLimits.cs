namespace Actors.Links;

/// <summary>The largest frame that this end takes; anything longer is refused before memory is set aside for it.</summary>
/// <param name="Meta">Most bytes of small values.</param>
/// <param name="Payload">Most bytes of tensors.</param>
internal readonly record struct FrameLimits(int Meta, long Payload)
{
    /// <summary>No frame has more small values than this, in bytes.</summary>
    public const int MaxMeta = 64;

    /// <summary>Within the handshake, when the other end may be anyone.</summary>
    public static FrameLimits Handshake { get; } = new(MaxMeta, 0);

    /// <summary>Refuses a frame that is too long.</summary>
    /// <exception cref="LinkException">It is.</exception>
    public void Check(FrameHeader header)
    {
        if (header.MetaBytes > Meta || header.PayloadBytes > Payload)
        {
            throw new LinkException(
                RejectReason.Oversized,
                $"{header.Link}: frame {header.Sequence} ({header.Kind}) has {header.MetaBytes} + {header.PayloadBytes} bytes, the limit is {Meta} + {Payload}");
        }
    }
}
