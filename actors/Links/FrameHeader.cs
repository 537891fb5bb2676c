using System.Buffers.Binary;
using System.IO.Hashing;

namespace Actors.Links;

/// <summary>The fixed part of every frame. Its layout is in <c>README.md</c>.</summary>
/// <param name="Kind">What the frame is.</param>
/// <param name="Link">Whose it is.</param>
/// <param name="Sequence">Number of the frame in its direction, from 1; 0 for those that are not numbered.</param>
/// <param name="Acknowledged">Last number that its sender has received in the other direction.</param>
/// <param name="Dtype">Element type of its tensor.</param>
/// <param name="Shape">Shape of its tensor.</param>
/// <param name="MetaBytes">Length of the small values that follow.</param>
/// <param name="PayloadBytes">Length of the tensors that follow those.</param>
internal readonly record struct FrameHeader(
    FrameKind Kind, LinkIdentity Link, long Sequence = 0, long Acknowledged = 0, FrameDtype Dtype = FrameDtype.None, FrameShape Shape = default,
    int MetaBytes = 0, long PayloadBytes = 0)
{
    /// <summary>Its size on the wire, in bytes.</summary>
    public const int Size = 88;

    /// <summary>Size of the checksum behind meta and payload, in bytes; there is none behind a bare header.</summary>
    public const int TrailerSize = 8;

    const uint Magic = 0x4B4C4341;
    const byte Version = 1;
    const int ChecksumAt = Size - 8;

    /// <summary>Whether meta or payload follow, and a checksum of them.</summary>
    public bool HasBody => MetaBytes > 0 || PayloadBytes > 0;

    /// <summary>Writes it, checksum included.</summary>
    public void Write(Span<byte> to)
    {
        to[..Size].Clear();
        BinaryPrimitives.WriteUInt32LittleEndian(to, Magic);
        to[4] = Version;
        to[5] = (byte)Kind;
        to[6] = (byte)Dtype;
        to[7] = Shape.Rank;
        Link.Run.TryWriteBytes(to[8..]);
        BinaryPrimitives.WriteInt32LittleEndian(to[24..], Link.Edge);
        BinaryPrimitives.WriteInt32LittleEndian(to[28..], Link.Incarnation);
        BinaryPrimitives.WriteInt64LittleEndian(to[32..], Sequence);
        BinaryPrimitives.WriteInt64LittleEndian(to[40..], Acknowledged);
        BinaryPrimitives.WriteInt32LittleEndian(to[48..], Shape.D0);
        BinaryPrimitives.WriteInt32LittleEndian(to[52..], Shape.D1);
        BinaryPrimitives.WriteInt32LittleEndian(to[56..], Shape.D2);
        BinaryPrimitives.WriteInt32LittleEndian(to[60..], Shape.D3);
        BinaryPrimitives.WriteInt32LittleEndian(to[64..], MetaBytes);
        BinaryPrimitives.WriteInt64LittleEndian(to[72..], PayloadBytes);
        BinaryPrimitives.WriteUInt64LittleEndian(to[ChecksumAt..], XxHash3.HashToUInt64(to[..ChecksumAt]));
    }

    /// <summary>Reads one. Only what it says of itself is checked here; whether it fits its link is the reader's to ask.</summary>
    /// <exception cref="LinkException">These bytes are no header.</exception>
    public static FrameHeader Read(ReadOnlySpan<byte> from)
    {
        uint magic = BinaryPrimitives.ReadUInt32LittleEndian(from);
        if (magic != Magic)
        {
            throw Malformed($"begins with 0x{magic:x8}, frames with 0x{Magic:x8}");
        }

        if (from[4] != Version)
        {
            throw Malformed($"is of version {from[4]}, this end speaks {Version}");
        }

        if (BinaryPrimitives.ReadUInt64LittleEndian(from[ChecksumAt..]) != XxHash3.HashToUInt64(from[..ChecksumAt]))
        {
            throw Malformed("has a wrong checksum");
        }

        var header = new FrameHeader(
            (FrameKind)from[5],
            new LinkIdentity(
                new Guid(from[8..24]), BinaryPrimitives.ReadInt32LittleEndian(from[24..]), BinaryPrimitives.ReadInt32LittleEndian(from[28..])),
            BinaryPrimitives.ReadInt64LittleEndian(from[32..]),
            BinaryPrimitives.ReadInt64LittleEndian(from[40..]),
            (FrameDtype)from[6],
            new FrameShape(
                from[7], BinaryPrimitives.ReadInt32LittleEndian(from[48..]), BinaryPrimitives.ReadInt32LittleEndian(from[52..]),
                BinaryPrimitives.ReadInt32LittleEndian(from[56..]), BinaryPrimitives.ReadInt32LittleEndian(from[60..])),
            BinaryPrimitives.ReadInt32LittleEndian(from[64..]),
            BinaryPrimitives.ReadInt64LittleEndian(from[72..]));
        bool plausible = Enum.IsDefined(header.Kind) && Enum.IsDefined(header.Dtype) && header.Shape.Rank <= FrameShape.MaxRank
            && header is { Sequence: >= 0, Acknowledged: >= 0, MetaBytes: >= 0, PayloadBytes: >= 0 }
            && BinaryPrimitives.ReadInt32LittleEndian(from[68..]) == 0;
        return plausible ? header : throw Malformed($"contradicts itself: {header}");
    }

    static LinkException Malformed(string what) => new(RejectReason.Malformed, $"a frame header {what}");
}
