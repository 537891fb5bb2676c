using System.Buffers.Binary;
using System.Numerics;
using System.Security.Cryptography;
using System.Text;

namespace Actors.Model.Parameters;

/// <summary>Random numbers that depend on a seed and a name alone, on no thread, order or device.</summary>
/// <remarks>xoshiro256** (Blackman and Vigna 2018), its state taken from the SHA-256 of both.</remarks>
internal sealed class RandomStream
{
    ulong s0;
    ulong s1;
    ulong s2;
    ulong s3;

    public RandomStream(long seed, string name)
    {
        byte[] digest = SHA256.HashData(Encoding.UTF8.GetBytes(FormattableString.Invariant($"{seed}\n{name}")));
        s0 = BinaryPrimitives.ReadUInt64LittleEndian(digest);
        s1 = BinaryPrimitives.ReadUInt64LittleEndian(digest.AsSpan(8));
        s2 = BinaryPrimitives.ReadUInt64LittleEndian(digest.AsSpan(16));
        s3 = BinaryPrimitives.ReadUInt64LittleEndian(digest.AsSpan(24));
    }

    /// <summary>Uniform in [-1, 1), 53 random bits.</summary>
    public double NextSigned() => ((NextBits() >> 11) * (1.0 / (1L << 52))) - 1;

    /// <summary>Standard normal (Marsaglia's polar method).</summary>
    public double NextNormal()
    {
        while (true)
        {
            (double x, double y) = (NextSigned(), NextSigned());
            double square = (x * x) + (y * y);
            if (square is > 0 and < 1)
            {
                return x * Math.Sqrt(-2 * Math.Log(square) / square);
            }
        }
    }

    ulong NextBits()
    {
        ulong result = BitOperations.RotateLeft(s1 * 5, 7) * 9;
        ulong shifted = s1 << 17;
        s2 ^= s0;
        s3 ^= s1;
        s1 ^= s2;
        s0 ^= s3;
        s2 ^= shifted;
        s3 = BitOperations.RotateLeft(s3, 45);
        return result;
    }
}
