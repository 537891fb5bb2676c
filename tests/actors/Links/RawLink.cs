using System.Net;
using System.Net.Sockets;
using Actors.Links;

namespace Actors.Tests.Links;

/// <summary>A connection to an edge port on which a test says what it likes.</summary>
internal sealed class RawLink : IDisposable
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    readonly Socket socket = new(SocketType.Stream, ProtocolType.Tcp);

    public RawLink(IPEndPoint port)
    {
        socket.Connect(port);
        Stream = new NetworkStream(socket, ownsSocket: true);
        Frames = new HandshakeFrames(Stream);
    }

    public NetworkStream Stream { get; }

    public HandshakeFrames Frames { get; }

    /// <summary>The bytes of a frame.</summary>
    public static byte[] Bytes(FrameHeader header, byte[]? meta = null, params ReadOnlyMemory<byte>[] payload)
    {
        using var memory = new MemoryStream();
        new FrameSink(memory).WriteAsync(header, meta ?? [], payload, CancellationToken.None).AsTask().GetAwaiter().GetResult();
        return memory.ToArray();
    }

    /// <summary>The bytes of a hello.</summary>
    public static byte[] Hello(LinkIdentity link, byte[] nonce) => Bytes(new FrameHeader(FrameKind.Hello, link, MetaBytes: nonce.Length), nonce);

    public void Send(byte[] bytes)
    {
        try
        {
            Stream.Write(bytes);
        }
        catch (IOException)
        {
            // Refused already.
        }
    }

    public void HangUp() => socket.Shutdown(SocketShutdown.Send);

    /// <summary>Shakes hands as a sender does.</summary>
    /// <returns>The bytes that it said.</returns>
    public async Task<List<byte[]>> Authenticate(LinkSetup setup, long received = 0)
    {
        byte[] nonce = Handshake.Nonce();
        byte[] hello = Bytes(new FrameHeader(FrameKind.Hello, setup.Identity, Acknowledged: received, MetaBytes: nonce.Length), nonce);
        Send(hello);
        (_, byte[] theirs) = await Frames.ReadAsync(FrameKind.Challenge, Handshake.NonceBytes, CancellationToken.None).AsTask().WaitAsync(Patience);
        byte[] mac = Handshake.DiallerProof(setup.Token.Span, setup.Identity, nonce, theirs, received);
        byte[] proof = Bytes(new FrameHeader(FrameKind.Proof, setup.Identity, MetaBytes: mac.Length), mac);
        Send(proof);
        await Frames.ReadAsync(FrameKind.Welcome, Handshake.ProofBytes, CancellationToken.None).AsTask().WaitAsync(Patience);
        return [hello, proof];
    }

    /// <summary>Reads until the other end has closed the connection.</summary>
    public async Task Closed()
    {
        byte[] buffer = new byte[4096];
        try
        {
            while (await Stream.ReadAsync(buffer).AsTask().WaitAsync(Patience) > 0)
            {
            }
        }
        catch (IOException)
        {
            // A reset will do.
        }
    }

    public void Dispose() => Stream.Dispose();
}
