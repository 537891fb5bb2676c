using System.Runtime.InteropServices;
using TorchSharp;

namespace Actors.Links;

/// <summary>Token numbers between tensors of 8-byte integers and the wire's 2 or 4 bytes.</summary>
internal static class TokenNumbers
{
    /// <summary>Writes the numbers of an int64 tensor in main memory, little-endian.</summary>
    public static void Write(torch.Tensor numbers, int indexBytes, Span<byte> to)
    {
        ReadOnlySpan<long> from = MemoryMarshal.Cast<byte, long>(numbers.bytes);
        if (indexBytes == sizeof(ushort))
        {
            Span<ushort> narrow = MemoryMarshal.Cast<byte, ushort>(to);
            for (int i = 0; i < from.Length; i++)
            {
                narrow[i] = checked((ushort)from[i]);
            }
        }
        else
        {
            Span<int> narrow = MemoryMarshal.Cast<byte, int>(to);
            for (int i = 0; i < from.Length; i++)
            {
                narrow[i] = checked((int)from[i]);
            }
        }
    }

    /// <summary>Makes an int64 tensor <c>[clips, count]</c> of numbers from the wire; the caller owns it.</summary>
    /// <exception cref="LinkException">A number is none of a token: it would be used as an index into native memory.</exception>
    public static torch.Tensor Read(ReadOnlySpan<byte> from, int indexBytes, long clips, long count, int tokens)
    {
        torch.Tensor numbers = torch.empty([clips, count], torch.int64, torch.CPU).DetachFromDisposeScope();
        Span<long> wide = MemoryMarshal.Cast<byte, long>(numbers.bytes);
        ReadOnlySpan<ushort> two = MemoryMarshal.Cast<byte, ushort>(from);
        ReadOnlySpan<int> four = MemoryMarshal.Cast<byte, int>(from);
        for (int i = 0; i < wide.Length; i++)
        {
            wide[i] = indexBytes == sizeof(ushort) ? two[i] : four[i];
            if ((ulong)wide[i] >= (ulong)tokens)
            {
                numbers.Dispose();
                throw new LinkException(RejectReason.Malformed, $"token number {wide[i]} in a frame, clips have {tokens} tokens");
            }
        }

        return numbers;
    }
}
