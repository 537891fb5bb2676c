using Actors.Edges;
using Actors.Messages;
using Akka.Actor;
using Akka.Dispatch.MessageQueues;
using Xunit;

namespace Actors.Tests.Edges;

public class TwoLaneQueueTests
{
    readonly DataLane lane = new("a->b", 4, OverflowPolicy.Wait);
    readonly TwoLaneQueue queue;

    public TwoLaneQueueTests()
    {
        queue = new TwoLaneQueue(lane);
    }

    [Fact]
    public void Control_overtakes_data_and_both_keep_their_order()
    {
        Put(Envelopes.Activation(0), Envelopes.Of(new SnapshotBarrier(1)), Envelopes.Of(new Credit(1)), Envelopes.Activation(1), Envelopes.Of(new Credit(2)));
        Assert.Equal(["Credit 1", "Credit 2", "Activation 0", "SnapshotBarrier 1", "Activation 1"], Drain());
    }

    [Fact]
    public void With_the_data_lane_shut_control_is_served_and_data_waits()
    {
        lane.Open = false;
        Put(Envelopes.Activation(0), Envelopes.Of(new Credit(1)));
        Assert.True(queue.HasMessages);
        Assert.Equal(["Credit 1"], Drain());
        Assert.False(queue.HasMessages);
        Assert.Equal(1, queue.Count);
        lane.Open = true;
        Assert.True(queue.HasMessages);
        Assert.Equal(["Activation 0"], Drain());
    }

    [Fact]
    public void A_stop_with_data_left_frees_it_counts_it_and_hands_only_control_to_dead_letters()
    {
        Activation left = (Activation)Envelopes.Activation(0, out Envelope envelope).Message;
        Put(envelope, Envelopes.Of(new Credit(1)), Envelopes.Of(new EndOfStream(1)));
        var deadLetters = new UnboundedMessageQueue();
        queue.CleanUp(ActorRefs.Nobody, deadLetters);
        Assert.True(deadLetters.TryDequeue(out Envelope dead));
        Assert.IsType<Credit>(dead.Message);
        Assert.False(deadLetters.HasMessages);
        Assert.False(queue.HasMessages);
        Assert.Equal((1L, 1L, 0), (lane.Counts().Produced, lane.Counts().Abandoned, lane.Counts().Depth));
        Assert.Throws<ObjectDisposedException>(() => left.Source.Tokens);
    }

    void Put(params Envelope[] envelopes) => Array.ForEach(envelopes, envelope => queue.Enqueue(ActorRefs.Nobody, envelope));

    List<string> Drain()
    {
        List<string> order = [];
        while (queue.TryDequeue(out Envelope envelope))
        {
            order.Add(envelope.Message switch
            {
                Activation activation => $"Activation {activation.Batch}",
                SnapshotBarrier barrier => $"SnapshotBarrier {barrier.Batch}",
                Credit credit => $"Credit {credit.Activations}",
                var other => other.ToString()!,
            });
        }

        return order;
    }
}
