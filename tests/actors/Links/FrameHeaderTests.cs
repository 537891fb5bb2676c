using Actors.Links;
using CsCheck;
using Xunit;

namespace Actors.Tests.Links;

public class FrameHeaderTests
{
    static readonly Gen<FrameHeader> Headers =
        from kind in Gen.Enum<FrameKind>()
        from dtype in Gen.Enum<FrameDtype>()
        from run in Gen.Guid
        from numbers in Gen.Int.Array[2]
        from dims in Gen.Int.Array[4]
        from rank in Gen.Byte[0, 4]
        from longs in Gen.Long[0, long.MaxValue].Array[3]
        from meta in Gen.Int[0, int.MaxValue]
        select new FrameHeader(
            kind, new LinkIdentity(run, numbers[0], numbers[1]), longs[0], longs[1], dtype, new FrameShape(rank, dims[0], dims[1], dims[2], dims[3]), meta,
            longs[2]);

    [Fact]
    public void A_header_reads_as_it_was_written() => Headers.Sample(header =>
    {
        byte[] bytes = Bytes(header);
        Assert.Equal(header, FrameHeader.Read(bytes));
    });

    [Fact]
    public void A_header_with_any_bits_flipped_is_refused() => Gen.Select(Headers, Gen.Int[0, (FrameHeader.Size * 8) - 1].HashSet[1, 9]).Sample((header, bits) =>
    {
        byte[] bytes = Bytes(header);
        foreach (int bit in bits)
        {
            bytes[bit / 8] ^= (byte)(1 << (bit % 8));
        }

        Assert.Equal(RejectReason.Malformed, Assert.Throws<LinkException>(() => FrameHeader.Read(bytes)).Reason);
    });

    [Fact]
    public void Random_bytes_are_no_header() => Gen.Byte.Array[FrameHeader.Size].Sample(
        bytes => Assert.Equal(RejectReason.Malformed, Assert.Throws<LinkException>(() => FrameHeader.Read(bytes)).Reason));

    [Fact]
    public void The_layout_is_the_documented_one()
    {
        byte[] bytes = Bytes(new FrameHeader(
            FrameKind.Gradient, new LinkIdentity(LinkSamples.Run, 3, 2), 5, 4, FrameDtype.Float32, FrameShape.Of(8, 208, 192), 16, 1277952));
        Assert.Equal(
            "41434C4B012101033322110055447766 8899AABBCCDDEEFF0300000002000000 05000000000000000400000000000000 " +
            "08000000D0000000C000000000000000 10000000000000000080130000000000",
            string.Join(' ', bytes[..80].Chunk(16).Select(Convert.ToHexString)));
    }

    static byte[] Bytes(FrameHeader header)
    {
        byte[] bytes = new byte[FrameHeader.Size];
        header.Write(bytes);
        return bytes;
    }
}
