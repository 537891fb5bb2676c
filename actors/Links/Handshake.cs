using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Actors.Links;

/// <summary>The proofs by which both ends of a connection show that they have the run's token, without showing it.</summary>
/// <remarks>
/// HMAC-SHA256 (RFC 2104) over a label, the link's identity, a fresh nonce of each end, and what each has received. Nothing can be replayed:
/// an old proof is for another nonce.
/// </remarks>
internal static class Handshake
{
    /// <summary>Bytes of a nonce.</summary>
    public const int NonceBytes = 32;

    /// <summary>Bytes of a proof.</summary>
    public const int ProofBytes = HMACSHA256.HashSizeInBytes;

    /// <summary>A fresh nonce.</summary>
    public static byte[] Nonce() => RandomNumberGenerator.GetBytes(NonceBytes);

    /// <summary>The dialling end's proof.</summary>
    public static byte[] DiallerProof(ReadOnlySpan<byte> token, LinkIdentity link, ReadOnlySpan<byte> dialler, ReadOnlySpan<byte> listener, long received) =>
        Proof(token, "actors link 1 dialler"u8, link, dialler, listener, received, 0);

    /// <summary>The listening end's proof.</summary>
    public static byte[] ListenerProof(
        ReadOnlySpan<byte> token, LinkIdentity link, ReadOnlySpan<byte> dialler, ReadOnlySpan<byte> listener, long diallerReceived, long received) =>
        Proof(token, "actors link 1 listener"u8, link, dialler, listener, diallerReceived, received);

    /// <summary>Compares proofs in a time that does not depend on where they differ.</summary>
    public static bool Same(ReadOnlySpan<byte> a, ReadOnlySpan<byte> b) => CryptographicOperations.FixedTimeEquals(a, b);

    static byte[] Proof(
        ReadOnlySpan<byte> token, ReadOnlySpan<byte> label, LinkIdentity link, ReadOnlySpan<byte> dialler, ReadOnlySpan<byte> listener, long first, long second)
    {
        Span<byte> numbers = stackalloc byte[40];
        link.Run.TryWriteBytes(numbers);
        BinaryPrimitives.WriteInt32LittleEndian(numbers[16..], link.Edge);
        BinaryPrimitives.WriteInt32LittleEndian(numbers[20..], link.Incarnation);
        BinaryPrimitives.WriteInt64LittleEndian(numbers[24..], first);
        BinaryPrimitives.WriteInt64LittleEndian(numbers[32..], second);
        using var hmac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, token);

        // All parts but the label are of fixed length, so that no two inputs read the same.
        hmac.AppendData(numbers);
        hmac.AppendData(dialler);
        hmac.AppendData(listener);
        hmac.AppendData(label);
        return hmac.GetHashAndReset();
    }
}
