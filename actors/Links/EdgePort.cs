using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;

namespace Actors.Links;

/// <summary>Takes the connections of all edges that end on this node: authenticates each and hands it to the edge's receiver.</summary>
/// <remarks>All else is refused and counted. A connection that is not authenticated costs a few hundred bytes, for a while that has an end.</remarks>
public sealed class EdgePort : IAsyncDisposable
{
    readonly EdgePortOptions options;
    readonly Socket listener;
    readonly CancellationTokenSource stopping = new();
    readonly Registrations registrations = new();
    readonly Handshakes handshakes;
    readonly Task accepting;

    EdgePort(EdgePortOptions options, Socket listener)
    {
        this.options = options;
        this.listener = listener;
        handshakes = new Handshakes(options.MaxHandshakes);
        Endpoint = (IPEndPoint)listener.LocalEndPoint!;
        accepting = AcceptAsync();
    }

    /// <summary>The address and port that it is bound to.</summary>
    public IPEndPoint Endpoint { get; }

    /// <summary>What was refused, here and by the links of this node.</summary>
    public RejectCounts Rejects { get; } = new();

    /// <summary>Handshakes under way.</summary>
    public int HandshakesNow => handshakes.Count;

    /// <summary>Binds and listens.</summary>
    /// <exception cref="LinkPortException">The address can't be bound.</exception>
    public static EdgePort Open(EdgePortOptions options)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(options.MaxHandshakes, 1);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(options.Deadline, TimeSpan.Zero);
        var socket = new Socket(options.Address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Bind(new IPEndPoint(options.Address, options.Port));
            socket.Listen();
            return new EdgePort(options, socket);
        }
        catch (SocketException cause)
        {
            socket.Dispose();
            throw new LinkPortException($"edge port {options.Address}:{options.Port} can't be bound ({cause.Message}): choose another port, or 0 for any free one", cause);
        }
    }

    /// <summary>Stops listening and ends handshakes; connections of receivers go on.</summary>
    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        listener.Dispose();
        await accepting;
        await handshakes.EndAsync();
        stopping.Dispose();
    }

    /// <summary>Lets connections of a link in, until the registration is disposed.</summary>
    internal IDisposable Register(Conversation conversation, Action<Task<Exception?>> carried, Action began) =>
        registrations.Add(new Registration(conversation, carried, began));

    async Task AcceptAsync()
    {
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                Socket socket = await listener.AcceptAsync(stopping.Token);
                handshakes.Start(time => GreetAsync(socket, time), options.Deadline, stopping.Token);
            }
            catch (Exception cause) when (cause is OperationCanceledException or ObjectDisposedException)
            {
                return;
            }
            catch (SocketException)
            {
                // The other end was gone before it was taken, or the process is out of descriptors: then the next attempt fails at once, too.
                await PauseAsync();
            }
        }

        async Task PauseAsync()
        {
            try
            {
                await Task.Delay(TimeSpan.FromMilliseconds(20), stopping.Token);
            }
            catch (OperationCanceledException)
            {
                // The port is being closed.
            }
        }
    }

    async Task GreetAsync(Socket socket, HandshakeTime time)
    {
        Stream? stream = null;
        bool kept = false;
        try
        {
            socket.NoDelay = true;
            stream = new NetworkStream(socket, ownsSocket: true);
            stream = await SecureAsync(stream, time.Stop);
            (Registration registration, long received) = await AuthenticateAsync(stream, time.Stop);
            kept = true;
            registration.Carried(registration.Conversation.CarryAsync(stream, received, registration.Began));
        }
        catch (Exception cause) when (cause is LinkException or OperationCanceledException or IOException or SocketException or AuthenticationException)
        {
            if (!stopping.IsCancellationRequested)
            {
                await RefuseAsync(stream, ReasonOf(cause, time), time.Stop);
            }
        }
        finally
        {
            if (!kept)
            {
                await (stream?.DisposeAsync() ?? ValueTask.CompletedTask);
                socket.Dispose();
            }
        }
    }

    static RejectReason ReasonOf(Exception cause, HandshakeTime time) => cause switch
    {
        LinkException refused => refused.Reason,
        OperationCanceledException => time.Evicted ? RejectReason.Busy : RejectReason.Timeout,
        AuthenticationException => RejectReason.Unauthenticated,
        _ => RejectReason.Closed,
    };

    async ValueTask<Stream> SecureAsync(Stream plain, CancellationToken stop)
    {
        if (options.Security is not { } security)
        {
            return plain;
        }

        var secure = new SslStream(plain, leaveInnerStreamOpen: false);
        await secure.AuthenticateAsServerAsync(
            new SslServerAuthenticationOptions
            {
                ServerCertificate = security.Certificate,
                ClientCertificateRequired = true,
                RemoteCertificateValidationCallback = security.Validate,
                EnabledSslProtocols = SslProtocols.Tls13,
            },
            stop);
        return secure;
    }

    async ValueTask<(Registration, long Received)> AuthenticateAsync(Stream stream, CancellationToken stop)
    {
        var frames = new HandshakeFrames(stream);
        (FrameHeader hello, byte[] nonce) = await frames.ReadAsync(FrameKind.Hello, Handshake.NonceBytes, stop);
        Registration registration = registrations.For(hello.Link, nonce);
        LinkSetup setup = registration.Conversation.Setup;
        byte[] mine = Handshake.Nonce();
        await frames.WriteAsync(FrameKind.Challenge, hello.Link, 0, mine, stop);
        (FrameHeader proof, byte[] shown) = await frames.ReadAsync(FrameKind.Proof, Handshake.ProofBytes, stop);
        byte[] expected = Handshake.DiallerProof(setup.Token.Span, hello.Link, nonce, mine, hello.Acknowledged);
        if (proof.Link != hello.Link || !Handshake.Same(shown, expected))
        {
            throw new LinkException(RejectReason.Unauthenticated, $"{hello.Link}: the other end does not know the run's token");
        }

        registrations.Used(nonce);
        long received = registration.Conversation.Received;
        byte[] answer = Handshake.ListenerProof(setup.Token.Span, hello.Link, nonce, mine, hello.Acknowledged, received);
        await frames.WriteAsync(FrameKind.Welcome, hello.Link, received, answer, stop);
        return (registration, hello.Acknowledged);
    }

    async Task RefuseAsync(Stream? stream, RejectReason reason, CancellationToken stop)
    {
        Rejects.Count(reason);
        bool tell = reason is RejectReason.Unauthenticated or RejectReason.OldIncarnation or RejectReason.UnknownEdge or RejectReason.Replayed;
        if (!tell || stream is null)
        {
            return;
        }

        try
        {
            await new HandshakeFrames(stream).WriteAsync(FrameKind.Refused, default, 0, new[] { (byte)reason }, stop);
        }
        catch (Exception gone) when (gone is OperationCanceledException or IOException or InvalidOperationException)
        {
            // Told as a courtesy only.
        }
    }
}
