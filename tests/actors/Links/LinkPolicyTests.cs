using Actors.Edges;
using Actors.Links;
using Actors.Messages;
using Actors.Model.Shapes;
using Akka.Actor;
using Xunit;

namespace Actors.Tests.Links;

/// <summary>Slow consumers, restarts, silence, and what a clip costs.</summary>
public class LinkPolicyTests
{
    [Theory]
    [InlineData(OverflowPolicy.DropOldest, 1)]
    [InlineData(OverflowPolicy.DropOldest, 3)]
    [InlineData(OverflowPolicy.DropNewest, 2)]
    [InlineData(OverflowPolicy.Latest, 1)]
    [InlineData(OverflowPolicy.Latest, 4)]
    public async Task A_consumer_ten_times_slower_never_sees_more_than_the_capacity_and_costs_the_sender_no_memory(OverflowPolicy policy, int capacity)
    {
        await using var world = new LinkWorld(new EdgePlan("block-0", "block-1", capacity, policy));
        await world.Parent.Next<LinkChanged>(changed => changed.State == LinkState.Connected);

        // As a block does when it is wired: this must not be taken for consumption.
        world.Receiver.Tell(new Credit(capacity));
        long before = -1;
        for (int taken = 0; taken < 40; taken++)
        {
            // Else all ten may come while the last one's consumption is still on its way back.
            await LinkWorld.Until(() => world.Down.Meter.Counts().Depth < capacity || world.Consumer.Waiting > 0);
            for (int produced = 0; produced < 10; produced++)
            {
                world.Send(world.Sent);
            }

            await world.Consumer.Next<Activation>();
            using var activation = (Activation)world.Take();
            Assert.True(activation.Batch > before);
            before = activation.Batch;
        }

        world.Sender.Tell(new EndOfStream(400));
        await Drain(world);
        LinkCounts sender = world.Down.Meter.Counts();
        EdgeCounts edge = world.Joined;
        Assert.InRange(sender.MaxDepth, 1, capacity);
        Assert.InRange(world.Inlet.Counts().MaxDepth, 1, 1);
        Assert.InRange(sender.MaxKept, 1, 2);
        Assert.Equal((400L, true, 0L), (edge.Produced, edge.Conserved, edge.InFlight));
        Assert.Equal(400 - edge.Consumed, sender.Overflowed);
        Assert.Empty(world.Producer.Waiting > 0 ? ["a lossy edge gives its producer no credit"] : Array.Empty<string>());
    }

    [Theory]
    [InlineData(OverflowPolicy.Wait)]
    [InlineData(OverflowPolicy.Latest)]
    public async Task What_a_stopped_link_had_not_delivered_is_counted_as_in_flight(OverflowPolicy policy)
    {
        await using var world = new LinkWorld(new EdgePlan("block-0", "block-1", 3, policy));
        world.Receiver.Tell(new Credit(3));
        for (long batch = 0; batch < 3; batch++)
        {
            world.Send(batch);
        }

        await world.Consumer.Next<Activation>();
        await LinkWorld.Until(() => world.Down.Meter.Counts().Produced == 3);
        await world.Stop(world.Sender);
        await world.Stop(world.Receiver);
        await world.Parent.Next<LinkChanged>(changed => changed.State is LinkState.Closed or LinkState.Connected);
        EdgeCounts edge = world.Joined;
        Assert.Equal((3L, true), (edge.Produced, edge.Conserved));
        Assert.Equal(3, edge.InFlight + edge.Overflowed);
    }

    [Fact]
    public async Task A_count_of_credit_comes_behind_what_was_sent_before_it_and_its_answer_goes_back()
    {
        await using var world = new LinkWorld(new EdgePlan("block-0", "block-1", 4, OverflowPolicy.Wait));
        world.Receiver.Tell(new Credit(4));
        await world.Producer.Next<Credit>();
        world.Send(0);
        world.Send(1);
        world.Sender.Tell(new CountCredit(7));
        Assert.Equal(7, (await world.Consumer.Next<CountCredit>()).Restart);
        Assert.Equal(2, world.Inlet.Counts().Depth);
        world.Receiver.Tell(new Credit(2, 7));
        Assert.Equal(new Credit(2, 7), await world.Producer.Next<Credit>());
        Assert.Equal(2, world.Down.Meter.Counts().Depth);
    }

    [Fact]
    public async Task The_age_of_an_activation_is_measured_by_the_updates_its_producer_has_told()
    {
        await using var world = new LinkWorld(new EdgePlan("block-0", "block-1", 2, OverflowPolicy.Wait));
        world.Receiver.Tell(new Credit(2));
        await world.Producer.Next<Credit>();
        world.Outlet.ProducerUpdated(5);

        // Told before the activation that is sent later.
        world.Send(4);
        using Activation activation = await world.Consumer.Next<Activation>();
        Assert.Equal(2, activation.Update);
        Assert.True(world.Inlet.Consume(activation, out long age));
        Assert.Equal(3, age);
    }

    [Fact]
    public async Task A_silent_peer_pauses_the_edge()
    {
        await using var world = new LinkWorld(
            new EdgePlan("block-0", "block-1", 2, OverflowPolicy.Wait), options: LinkSamples.Fast with { SilenceSeconds = 0.2 });
        await world.Parent.Next<LinkChanged>(changed => changed.State == LinkState.Connected);
        await world.Stop(world.Sender);
        using var silent = new RawLink(world.Port.Endpoint);
        await silent.Authenticate(world.Up);

        // The sender that was stopped may have left in the middle of its handshake: then that is a pause too, for another reason.
        LinkChanged paused = await world.Parent.Next<LinkChanged>(
            changed => changed.State == LinkState.Paused && changed.Why.Contains("silent for", StringComparison.Ordinal));
        Assert.Contains("edge 1, incarnation 1", paused.Why, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_link_of_an_incarnation_that_has_ended_is_fenced_and_does_not_try_again()
    {
        var plan = new EdgePlan("block-0", "block-1", 2, OverflowPolicy.Wait);
        await using EdgePort port = EdgePort.Open(new EdgePortOptions());
        await using var later = new LinkWorld(plan, port: port, incarnation: 2);
        await later.Parent.Next<LinkChanged>(changed => changed.State == LinkState.Connected);
        using var earlier = new RawLink(port.Endpoint);
        var error = await Assert.ThrowsAsync<LinkException>(() => earlier.Authenticate(LinkSamples.Setup(plan, incarnation: 1)));
        Assert.Equal(RejectReason.OldIncarnation, error.Reason);
        Assert.Equal(LinkState.Fenced, new ConnectionEnded(error).State);
        Assert.Equal(1, port.Rejects.Of(RejectReason.OldIncarnation));
    }

    [Theory]
    [InlineData(0.25, 159_744 + 176_640)]
    [InlineData(1.0, 159_744 + 706_560)]
    public async Task A_clip_costs_at_most_five_percent_more_on_the_wire_than_its_tokens_and_targets(double fraction, long bytes)
    {
        var model = ModelShape.Preset("deit-tiny");
        int decoded = (int)(fraction * 1840);
        var shape = new LinkShape(model, Clips: 8, Visible: 208, decoded, First: false);
        await using var world = new LinkWorld(new EdgePlan("block-0", "block-1", 2, OverflowPolicy.Wait), shape);
        world.Receiver.Tell(new Credit(2));
        await world.Producer.Next<Credit>();
        world.Send(0);
        Assert.Equal(LinkSamples.Expected(shape, 0), await world.TakeDigest());
        await world.Producer.Next<Credit>();
        double perClip = world.Up.Meter.Counts().ReceivedBytes / 8.0;
        TestContext.Current.TestOutputHelper!.WriteLine($"fraction {fraction}: {perClip} bytes a clip, {perClip / bytes:f4} of {bytes}");
        Assert.InRange(perClip, bytes, 1.05 * bytes);
    }

    static async Task Drain(LinkWorld world)
    {
        while (true)
        {
            object next = await world.Consumer.Next<IDataMessage>();
            object message = world.Take();
            Assert.Same(next, message);
            if (message is EndOfStream)
            {
                return;
            }

            ((Activation)message).Dispose();
        }
    }
}
