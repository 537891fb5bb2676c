using Actors.Edges;
using Actors.Links;
using Actors.Messages;
using Akka.Actor;
using CsCheck;
using Xunit;

namespace Actors.Tests.Links;

/// <summary>Both ends over real connections, some of which break.</summary>
public class LinkTests
{
    static readonly EdgePlan Wait = new("block-0", "block-1", 3, OverflowPolicy.Wait);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Activations_markers_gradients_and_credits_arrive_in_order_with_the_same_bits(bool first)
    {
        await using var world = new LinkWorld(Wait, LinkSamples.Shape(first));
        world.Receiver.Tell(new Credit(3));
        Assert.Equal(3, (await world.Producer.Next<Credit>()).Activations);
        for (long batch = 0; batch < 6; batch++)
        {
            world.Sender.Tell(new SnapshotBarrier(batch));
            world.Send(batch);
            Assert.Equal(batch, (await world.Consumer.Next<SnapshotBarrier>()).Batch);
            Assert.IsType<SnapshotBarrier>(world.Take());
            Assert.Equal(LinkSamples.Expected(world.Shape, batch), await world.TakeDigest());
            Assert.Equal(new Credit(1), await world.Producer.Next<Credit>());
            if (!first)
            {
                world.Receiver.Tell(LinkSamples.Gradient(world.Shape, batch));
                using Gradient gradient = await world.Producer.Next<Gradient>();
                using Gradient sent = LinkSamples.Gradient(world.Shape, batch);
                Assert.Equal(LinkSamples.Digest(sent), LinkSamples.Digest(gradient));
            }
        }

        world.Sender.Tell(new EndOfStream(6));
        Assert.Equal(6, (await world.Consumer.Next<EndOfStream>()).Batches);
        EdgeCounts counts = world.Joined;
        Assert.Equal((6L, 6L, 0L, true), (counts.Produced, counts.Consumed, counts.InFlight, counts.Conserved));
        Assert.Equal(0, world.Down.Meter.Counts().ResentFrames);
        Assert.Empty(world.Port.Rejects.Occurred());
    }

    [Fact]
    public void Whenever_connections_break_everything_arrives_once_in_order_and_memory_is_bounded() =>
        Gen.Long[1, 40_000].Array[1, 12].Sample(
            lifetimes => BreakingLinkAsync(lifetimes).GetAwaiter().GetResult(), iter: 25, threads: 1);

    static async Task BreakingLinkAsync(long[] lifetimes)
    {
        CuttingProxy? proxy = null;
        await using var world = new LinkWorld(Wait, via: port => (proxy = new CuttingProxy(port, lifetimes)).Endpoint);
        world.Receiver.Tell(new Credit(3));
        const int Batches = 40;
        long sent = 0;
        for (long taken = 0; taken < Batches;)
        {
            for (; sent < Batches && sent < world.Granted; sent++)
            {
                world.Send(sent);
            }

            if (sent == taken)
            {
                await world.Producer.Next<Credit>();
                continue;
            }

            Assert.Equal(LinkSamples.Expected(world.Shape, taken), await world.TakeDigest());
            if (taken % 5 == 0)
            {
                world.Receiver.Tell(LinkSamples.Gradient(world.Shape, taken));
                using Gradient gradient = await world.Producer.Next<Gradient>();
                Assert.Equal(taken, gradient.Batch);
            }

            taken++;
        }

        LinkCounts down = world.Down.Meter.Counts();
        Assert.InRange(down.MaxKept, 1, 3);
        Assert.InRange(down.MaxDepth, 1, 3);
        Assert.InRange(world.Inlet.Counts().MaxDepth, 1, 3);
        EdgeCounts counts = world.Joined;
        Assert.True(counts.Conserved, counts.ToString());
        Assert.Equal((Batches, Batches), (counts.Produced, counts.Consumed));
        Assert.DoesNotContain(world.Port.Rejects.Occurred().Keys, reason => reason is RejectReason.Malformed or RejectReason.Oversized or RejectReason.Unauthenticated);
        await proxy!.DisposeAsync();
    }
}
