using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;

namespace Actors.Links;

/// <summary>Connects to the edge port of another node.</summary>
internal static class Dialler
{
    /// <summary>Connects and shakes hands.</summary>
    /// <returns>The connection, and the number of the last frame that the other end has received.</returns>
    /// <exception cref="LinkException">One end refused the other.</exception>
    public static async Task<(Stream Stream, long PeerReceived)> ConnectAsync(
        EndPoint to, LinkSetup setup, LinkSecurity? security, long received, CancellationToken stop)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(stop);
        deadline.CancelAfter(TimeSpan.FromSeconds(setup.Options.HandshakeSeconds));
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        Stream? stream = null;
        try
        {
            await socket.ConnectAsync(to, deadline.Token);
            stream = new NetworkStream(socket, ownsSocket: true);
            stream = await SecureAsync(stream, security, deadline.Token);
            long peerReceived = await AuthenticateAsync(stream, setup, received, deadline.Token);
            return (stream, peerReceived);
        }
        catch (Exception cause)
        {
            if (stream is not null)
            {
                await stream.DisposeAsync();
            }

            socket.Dispose();
            if (cause is OperationCanceledException && !stop.IsCancellationRequested)
            {
                throw new LinkException(RejectReason.Timeout, $"no answer from {to} within {setup.Options.HandshakeSeconds} s") { Refusal = false };
            }

            throw;
        }
    }

    static async Task<Stream> SecureAsync(Stream plain, LinkSecurity? security, CancellationToken stop)
    {
        if (security is null)
        {
            return plain;
        }

        var secure = new SslStream(plain, leaveInnerStreamOpen: false);
        await secure.AuthenticateAsClientAsync(
            new SslClientAuthenticationOptions
            {
                TargetHost = security.HostName,
                ClientCertificates = [security.Certificate],
                RemoteCertificateValidationCallback = security.Validate,
                EnabledSslProtocols = SslProtocols.Tls13,
            },
            stop);
        return secure;
    }

    static async Task<long> AuthenticateAsync(Stream stream, LinkSetup setup, long received, CancellationToken stop)
    {
        LinkIdentity link = setup.Identity;
        var frames = new HandshakeFrames(stream);
        byte[] mine = Handshake.Nonce();
        await frames.WriteAsync(FrameKind.Hello, link, received, mine, stop);
        (FrameHeader challenge, byte[] theirs) = await frames.ReadAsync(FrameKind.Challenge, Handshake.NonceBytes, stop);
        await frames.WriteAsync(FrameKind.Proof, link, received, Handshake.DiallerProof(setup.Token.Span, link, mine, theirs, received), stop);
        (FrameHeader welcome, byte[] shown) = await frames.ReadAsync(FrameKind.Welcome, Handshake.ProofBytes, stop);
        byte[] expected = Handshake.ListenerProof(setup.Token.Span, link, mine, theirs, received, welcome.Acknowledged);
        return challenge.Link == link && welcome.Link == link && Handshake.Same(shown, expected)
            ? welcome.Acknowledged
            : throw new LinkException(RejectReason.Unauthenticated, $"{link}: who answered does not know the run's token");
    }
}
