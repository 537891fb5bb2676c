using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Actors.Edges;
using Actors.Links;
using Actors.Messages;
using Akka.Actor;
using Xunit;

namespace Actors.Tests.Links;

/// <summary>Who gets in at an edge port, and under which reason the others are counted.</summary>
public class EdgePortTests
{
    static readonly EdgePlan Plan = new("block-0", "block-1", 2, OverflowPolicy.Wait);

    static LinkIdentity Link(int edge = 1, int incarnation = 3) => new(LinkSamples.Run, edge, incarnation);

    [Fact]
    public async Task Each_refused_connection_is_counted_once_under_its_reason_and_the_link_beside_it_goes_on()
    {
        await using EdgePort port = EdgePort.Open(new EdgePortOptions { Deadline = TimeSpan.FromSeconds(2), MaxHandshakes = 4 });
        await using var world = new LinkWorld(Plan, port: port, incarnation: 3);
        world.Receiver.Tell(new Credit(2));
        await world.Producer.Next<Credit>();
        await using var other = new LinkWorld(Plan, port: port, edge: 7, incarnation: 3, diallerToken: new byte[32]);
        await other.Parent.Next<LinkChanged>(changed => changed.Why.Contains("Unauthenticated", StringComparison.Ordinal));
        await other.Stop(other.Sender);
        long unauthenticated = port.Rejects.Of(RejectReason.Unauthenticated);
        Assert.True(unauthenticated >= 1);
        using var authentic = new RawLink(port.Endpoint);
        List<byte[]> heard = await authentic.Authenticate(LinkSamples.Setup(Plan, edge: 7, incarnation: 3));

        await Refused(port, RejectReason.UnknownEdge, RawLink.Hello(Link(edge: 2), Handshake.Nonce()));
        await Refused(port, RejectReason.UnknownEdge, RawLink.Hello(Link(incarnation: 4), Handshake.Nonce()));
        await Refused(port, RejectReason.OldIncarnation, RawLink.Hello(Link(incarnation: 2), Handshake.Nonce()));
        await Refused(port, RejectReason.Replayed, heard[0], heard[1]);
        await Refused(port, RejectReason.Malformed, new byte[FrameHeader.Size]);
        await Refused(port, RejectReason.Malformed, RawLink.Bytes(new FrameHeader(FrameKind.Activation, Link(), 1)));
        await Refused(port, RejectReason.Oversized, RawLink.Bytes(new FrameHeader(FrameKind.Hello, Link(), MetaBytes: 32, PayloadBytes: 1L << 40))[..FrameHeader.Size]);
        await Refused(port, RejectReason.Oversized, RawLink.Bytes(new FrameHeader(FrameKind.Hello, Link(), MetaBytes: 1 << 30))[..FrameHeader.Size]);
        await Refused(port, RejectReason.Timeout, []);
        await Refused(port, RejectReason.Timeout, RawLink.Hello(Link(), Handshake.Nonce()));
        await Refused(port, RejectReason.Closed, RawLink.Hello(Link(), Handshake.Nonce())[..50], null!);

        for (long batch = 0; batch < 2; batch++)
        {
            world.Send(batch);
            Assert.Equal(LinkSamples.Expected(world.Shape, batch), await world.TakeDigest());
        }

        Assert.Equal(1, world.Down.Meter.Counts().Connections);
        Assert.Equal(
            new Dictionary<RejectReason, long>
            {
                [RejectReason.Unauthenticated] = unauthenticated,
                [RejectReason.Malformed] = 2,
                [RejectReason.Oversized] = 2,
                [RejectReason.Timeout] = 2,
                [RejectReason.Replayed] = 1,
                [RejectReason.OldIncarnation] = 1,
                [RejectReason.UnknownEdge] = port.Rejects.Of(RejectReason.UnknownEdge),
                [RejectReason.Closed] = 1,
            }.OrderBy(pair => pair.Key),
            port.Rejects.Occurred().OrderBy(pair => pair.Key));
    }

    [Fact]
    public async Task Idle_connections_cannot_keep_an_honest_one_out()
    {
        await using EdgePort port = EdgePort.Open(new EdgePortOptions { Deadline = TimeSpan.FromMinutes(5), MaxHandshakes = 8 });
        RawLink[] idle = [.. Enumerable.Range(0, 40).Select(_ => new RawLink(port.Endpoint))];
        await using var world = new LinkWorld(Plan, port: port);
        await world.Parent.Next<LinkChanged>(changed => changed.State == LinkState.Connected);
        await idle[0].Closed();
        Assert.InRange(port.HandshakesNow, 0, 8);
        Assert.InRange(port.Rejects.Of(RejectReason.Busy), 1, 40);
        Array.ForEach(idle, connection => connection.Dispose());
    }

    [Fact]
    public async Task Damage_on_an_authenticated_connection_closes_it_is_counted_and_reaches_nobody()
    {
        await using EdgePort port = EdgePort.Open(new EdgePortOptions());
        await using var world = new LinkWorld(Plan, port: port);
        await world.Parent.Next<LinkChanged>(changed => changed.State == LinkState.Connected);
        await world.Stop(world.Sender);
        OutgoingFrame frame = new ActivationFrames(world.Shape).Of(LinkSamples.Activation(world.Shape, 0));
        frame.Sequence = 1;
        FrameHeader header = frame.Header(world.Up.Identity, 0);
        byte[] good = RawLink.Bytes(header, frame.Meta, [.. frame.Payload]);
        byte[] damaged = [.. good];
        damaged[^100] ^= 4;
        byte[] wrongNumber = [.. Enumerable.Repeat((byte)0xff, frame.Payload[1].Length)];

        await Refused(world, RejectReason.Malformed, damaged);
        await Refused(world, RejectReason.Malformed, RawLink.Bytes(header with { Sequence = 2 }, frame.Meta, [.. frame.Payload]));
        await Refused(world, RejectReason.Malformed, RawLink.Bytes(header with { Shape = FrameShape.Of(2, 5, 24) }, frame.Meta, [.. frame.Payload]));
        await Refused(world, RejectReason.Malformed, RawLink.Bytes(header, frame.Meta, frame.Payload[0], wrongNumber, frame.Payload[2]));
        await Refused(world, RejectReason.Malformed, RawLink.Bytes(header with { Acknowledged = 99 }, frame.Meta, [.. frame.Payload]));
        await Refused(world, RejectReason.Malformed, RawLink.Bytes(new FrameHeader(FrameKind.Credit, world.Up.Identity, 1, MetaBytes: 16), new byte[16]));
        await Refused(world, RejectReason.Oversized, RawLink.Bytes(header with { PayloadBytes = header.PayloadBytes + 1 }, frame.Meta, [.. frame.Payload, new byte[1]]));
        await Refused(world, RejectReason.OldIncarnation, RawLink.Bytes(header with { Link = world.Up.Identity with { Incarnation = 0 } }, frame.Meta, [.. frame.Payload]));
        Assert.Equal(0, world.Inlet.Counts().Produced);

        using (var again = new RawLink(port.Endpoint))
        {
            await again.Authenticate(world.Up);
            again.Send(good);
            again.Send(good);
            Assert.Equal(LinkSamples.Expected(world.Shape, 0), await world.TakeDigest());
            again.HangUp();
            await again.Closed();
        }

        frame.Dispose();
        Assert.Equal(1, world.Inlet.Counts().Produced);
        Assert.Equal(
            [(RejectReason.Malformed, 6), (RejectReason.Oversized, 1), (RejectReason.Duplicate, 1), (RejectReason.OldIncarnation, 1)],
            port.Rejects.Occurred().OrderBy(pair => pair.Key).Select(pair => (pair.Key, (int)pair.Value)));
    }

    [Fact]
    public async Task An_address_that_cannot_be_bound_is_an_error_that_names_it()
    {
        await using EdgePort port = EdgePort.Open(new EdgePortOptions());
        var error = Assert.Throws<LinkPortException>(() => EdgePort.Open(new EdgePortOptions { Port = port.Endpoint.Port }));
        Assert.StartsWith($"edge port 127.0.0.1:{port.Endpoint.Port} can't be bound (", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Under_mutual_tls_a_link_works_and_who_has_no_certificate_is_refused()
    {
        using X509Certificate2 certificate = Certificate();
        RemoteCertificateValidationCallback same = (_, shown, _, _) => shown?.GetCertHashString() == certificate.GetCertHashString();
        var security = new LinkSecurity(certificate, same);
        await using var world = new LinkWorld(Plan, security: security);
        world.Receiver.Tell(new Credit(2));
        await world.Producer.Next<Credit>();
        world.Send(0);
        Assert.Equal(LinkSamples.Expected(world.Shape, 0), await world.TakeDigest());
        using (var plain = new RawLink(world.Port.Endpoint))
        {
            plain.Send(RawLink.Hello(world.Up.Identity, Handshake.Nonce()));
            await plain.Closed();
        }

        using (var socket = new TcpClient("127.0.0.1", world.Port.Endpoint.Port))
        await using (var naked = new SslStream(socket.GetStream(), false, same))
        {
            await naked.AuthenticateAsClientAsync("actors-node");
            await Assert.ThrowsAnyAsync<IOException>(async () => await naked.ReadExactlyAsync(new byte[1]));
        }

        Assert.Equal(2, world.Port.Rejects.Occurred().Values.Sum());
        Assert.Equal(1, world.Down.Meter.Counts().Connections);
    }

    static X509Certificate2 Certificate()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=actors-node", key, HashAlgorithmName.SHA256);
        using X509Certificate2 made = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        return X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pkcs12), null);
    }

    static async Task Refused(EdgePort port, RejectReason reason, params byte[][] said)
    {
        long before = port.Rejects.Of(reason);
        using var connection = new RawLink(port.Endpoint);
        foreach (byte[]? bytes in said)
        {
            if (bytes is null)
            {
                connection.HangUp();
            }
            else
            {
                connection.Send(bytes);
            }
        }

        await connection.Closed();
        Assert.True(port.Rejects.Of(reason) > before, $"{reason}, but counted are {string.Join(", ", port.Rejects.Occurred())}");
    }

    static async Task Refused(LinkWorld world, RejectReason reason, byte[] frame)
    {
        using var connection = new RawLink(world.Port.Endpoint);
        await connection.Authenticate(world.Up);
        long before = world.Port.Rejects.Of(reason);
        connection.Send(frame);
        await connection.Closed();
        await LinkWorld.Until(() => world.Port.Rejects.Of(reason) > before);
        Assert.Equal(before + 1, world.Port.Rejects.Of(reason));
    }
}
