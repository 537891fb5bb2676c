using Actors.Edges;
using Actors.Links;
using Actors.Messages;
using Akka.Actor;
using Xunit;

namespace Actors.Tests.Links;

/// <summary>Whatever is said to an edge port, a link beside it goes on, and each refusal is counted exactly once.</summary>
/// <remarks>Alone, since it measures the memory of the process.</remarks>
[Collection(nameof(AloneOnTheMachine))]
public class LinkFuzzTests(ITestOutputHelper output)
{
    const int Attackers = 4;

    static readonly EdgePlan Plan = new("block-0", "block-1", 2, OverflowPolicy.Wait);

    static TimeSpan Duration => TimeSpan.FromSeconds(Environment.GetEnvironmentVariable("ACTORS_LONG") == "1" ? 60 : 3);

    [Fact]
    public async Task Random_mutated_replayed_oversized_and_slow_input_is_refused_and_counted_and_disturbs_nobody()
    {
        await using EdgePort port = EdgePort.Open(new EdgePortOptions { Deadline = TimeSpan.FromSeconds(2.5), MaxHandshakes = 64 });
        await using var world = new LinkWorld(Plan, port: port, incarnation: 3);
        await using var attacked = new LinkWorld(Plan, port: port, incarnation: 3, edge: 9);
        await attacked.Parent.Next<LinkChanged>(changed => changed.State == LinkState.Connected);
        await attacked.Stop(attacked.Sender);
        long[] expected = new long[Enum.GetValues<RejectReason>().Length + 1];
        using var end = new CancellationTokenSource(Duration);
        var known = new Known(attacked.Up, await Heard(attacked));
        (long Managed, long Resident) memory = Memory();
        Task<long> honest = Task.Run(() => Honest(world, end.Token));
        using var alone = new SemaphoreSlim(1);
        Task[] attackers = [.. Enumerable.Range(0, Attackers).Select(seed => Task.Run(async () =>
        {
            var random = new Random(seed);
            while (!end.IsCancellationRequested)
            {
                RejectReason reason = await Attack(world, random, known, alone);
                Interlocked.Increment(ref expected[(int)reason]);
            }
        }))];
        await Task.WhenAll(attackers);
        long batches = await honest;
        (long managed, long resident) = Memory();
        managed -= memory.Managed;
        resident -= memory.Resident;

        // The last connection is closed a moment before it is counted.
        await LinkWorld.Until(() => port.Rejects.Occurred().Values.Sum() >= expected.Sum());
        var counted = port.Rejects.Occurred();
        output.WriteLine($"{expected.Sum()} attacks beside {batches} activations: {string.Join(", ", counted)}; memory grew by {managed >> 10} KiB of objects, {resident >> 20} MiB resident");
        Assert.Equal(
            Enum.GetValues<RejectReason>().Select(reason => (reason, expected[(int)reason])), Enum.GetValues<RejectReason>().Select(reason => (reason, port.Rejects.Of(reason))));
        Assert.True(batches > 0);
        Assert.Equal(1, world.Down.Meter.Counts().Connections);
        Assert.Equal(0, attacked.Inlet.Counts().Produced);
        Assert.True(world.Joined.Conserved);
        Assert.True(managed < 16 << 20 && resident < 128 << 20, $"memory grew by {managed} bytes of objects, {resident} resident");
    }

    static (long Managed, long Resident) Memory() => (GC.GetTotalMemory(forceFullCollection: true), Environment.WorkingSet);

    static async Task<List<byte[]>> Heard(LinkWorld attacked)
    {
        using var connection = new RawLink(attacked.Port.Endpoint);
        List<byte[]> heard = await connection.Authenticate(attacked.Up);
        connection.HangUp();
        await connection.Closed();
        return heard;
    }

    static async Task<long> Honest(LinkWorld world, CancellationToken end)
    {
        world.Receiver.Tell(new Credit(2));
        long batch = 0;
        for (; !end.IsCancellationRequested; batch++)
        {
            await world.Producer.Next<Credit>();
            world.Send(batch);
            Assert.Equal(LinkSamples.Expected(world.Shape, batch), await world.TakeDigest());
        }

        return batch;
    }

    static async Task<RejectReason> Attack(LinkWorld world, Random random, Known known, SemaphoreSlim alone)
    {
        LinkIdentity link = world.Up.Identity;
        byte[] hello = RawLink.Hello(link, Handshake.Nonce());
        using var connection = new RawLink(world.Port.Endpoint);
        switch (random.Next(10))
        {
            case 0:
                byte[] noise = new byte[random.Next(FrameHeader.Size, 4000)];
                random.NextBytes(noise);
                return await Say(RejectReason.Malformed, noise);
            case 1:
                hello[random.Next(hello.Length)] ^= (byte)(1 << random.Next(8));
                return await Say(RejectReason.Malformed, hello);
            case 2:
                return await Say(RejectReason.Replayed, [.. known.Heard[0], .. known.Heard[1]]);
            case 3:
                var endless = new FrameHeader(FrameKind.Hello, link, MetaBytes: 32, PayloadBytes: random.NextInt64(1, long.MaxValue));
                return await Say(RejectReason.Oversized, RawLink.Bytes(endless)[..FrameHeader.Size]);
            case 4:
                return await Say(RejectReason.Timeout, hello[..random.Next(hello.Length)]);
            case 5:
                return await Say(RejectReason.UnknownEdge, RawLink.Hello(link with { Run = Guid.NewGuid() }, Handshake.Nonce()));
            case 6:
                return await Say(RejectReason.OldIncarnation, RawLink.Hello(link with { Incarnation = random.Next(-5, 3) }, Handshake.Nonce()));
            case 7:
                connection.Send(hello[..random.Next(hello.Length)]);
                connection.HangUp();
                return await Say(RejectReason.Closed, []);
            case 8:
                byte[] forged = new byte[Handshake.ProofBytes];
                random.NextBytes(forged);
                connection.Send(hello);
                return await Say(RejectReason.Unauthenticated, RawLink.Bytes(new FrameHeader(FrameKind.Proof, link, MetaBytes: forged.Length), forged));
            default:
                // Someone who knows the token, and whose frame is damaged. One at a time: a later connection takes the place of one before.
                await alone.WaitAsync();
                try
                {
                    await connection.Authenticate(known.Setup);
                    byte[] damaged = [.. known.Frame];
                    damaged[random.Next(damaged.Length)] ^= (byte)(1 << random.Next(8));
                    return await Say(RejectReason.Malformed, damaged);
                }
                finally
                {
                    alone.Release();
                }
        }

        async Task<RejectReason> Say(RejectReason reason, byte[] bytes)
        {
            connection.Send(bytes);
            await connection.Closed();
            return reason;
        }
    }

    /// <summary>What an attacker has recorded or stolen.</summary>
    sealed class Known
    {
        public Known(LinkSetup setup, List<byte[]> heard)
        {
            Setup = setup;
            Heard = heard;
            using OutgoingFrame frame = new ActivationFrames(setup.Shape).Of(LinkSamples.Activation(setup.Shape, 0));
            frame.Sequence = 1;
            Frame = RawLink.Bytes(frame.Header(setup.Identity, 0), frame.Meta, [.. frame.Payload]);
        }

        public LinkSetup Setup { get; }

        public List<byte[]> Heard { get; }

        public byte[] Frame { get; }
    }
}
