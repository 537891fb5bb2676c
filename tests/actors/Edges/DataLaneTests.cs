using Actors.Edges;
using Actors.Messages;
using Akka.Actor;
using CsCheck;
using Xunit;

namespace Actors.Tests.Edges;

public class DataLaneTests
{
    [Fact]
    public void Under_wait_a_send_beyond_the_capacity_is_an_error_that_carries_the_state()
    {
        var lane = new DataLane("a->b", 1, OverflowPolicy.Wait);
        lane.Enqueue(Envelopes.Activation(0));
        var error = Assert.Throws<InvalidOperationException>(() => lane.Enqueue(Envelopes.Activation(1)));
        Assert.Contains("edge a->b: batch 1 was sent without credit (depth 1 of 1, overflow wait)", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Drop_oldest_keeps_the_newest_in_order()
    {
        Assert.Equal([2, 3], Survivors(OverflowPolicy.DropOldest, capacity: 2, sent: 4));
    }

    [Fact]
    public void Drop_newest_keeps_the_oldest_in_order()
    {
        Assert.Equal([0, 1], Survivors(OverflowPolicy.DropNewest, capacity: 2, sent: 4));
    }

    [Fact]
    public void Latest_keeps_only_the_last_once_the_lane_was_full()
    {
        Assert.Equal([2, 3], Survivors(OverflowPolicy.Latest, capacity: 2, sent: 4));
        Assert.Equal([4], Survivors(OverflowPolicy.Latest, capacity: 2, sent: 5));
    }

    [Fact]
    public void A_batch_dropped_by_the_lane_is_freed_and_counted_once()
    {
        var lane = new DataLane("a->b", 1, OverflowPolicy.DropOldest);
        Activation oldest = (Activation)Envelopes.Activation(0, out Envelope first).Message;
        lane.Enqueue(first);
        lane.Enqueue(Envelopes.Activation(1));
        Assert.Equal(1, lane.Counts().Dropped);
        Assert.Throws<ObjectDisposedException>(() => oldest.Source.Tokens);
    }

    [Fact]
    public void Markers_are_never_dropped_and_never_count_against_the_capacity()
    {
        var lane = new DataLane("a->b", 1, OverflowPolicy.Latest);
        lane.Enqueue(Envelopes.Activation(0));
        lane.Enqueue(Envelopes.Of(new SnapshotBarrier(1)));
        lane.Enqueue(Envelopes.Activation(1));
        lane.Enqueue(Envelopes.Of(new EndOfStream(2)));
        Assert.Equal(["SnapshotBarrier", "Activation", "EndOfStream"], Drain(lane).Select(message => message.GetType().Name));
    }

    [Fact]
    public void A_shut_lane_gives_nothing_and_loses_nothing()
    {
        var lane = new DataLane("a->b", 2, OverflowPolicy.Wait);
        lane.Enqueue(Envelopes.Activation(0));
        lane.Open = false;
        Assert.False(lane.HasMessages);
        Assert.False(lane.TryDequeue(out _));
        lane.Open = true;
        Assert.True(lane.HasMessages);
        Assert.Single(Drain(lane));
    }

    [Fact]
    public void A_closed_lane_frees_what_it_holds_and_what_still_comes_and_counts_both()
    {
        var lane = new DataLane("a->b", 2, OverflowPolicy.Wait);
        Activation held = (Activation)Envelopes.Activation(0, out Envelope first).Message;
        lane.Enqueue(first);
        lane.Close();
        Activation late = (Activation)Envelopes.Activation(1, out Envelope second).Message;
        lane.Enqueue(second);
        Assert.Equal(2, lane.Counts().Abandoned);
        Assert.Throws<ObjectDisposedException>(() => held.Source.Tokens);
        Assert.Throws<ObjectDisposedException>(() => late.Source.Tokens);
    }

    [Fact]
    public void For_any_traffic_depth_stays_within_capacity_order_is_kept_and_nothing_vanishes()
    {
        Gen.Select(Gen.Int[1, 6], Gen.OneOf(OverflowPolicy.DropOldest, OverflowPolicy.DropNewest, OverflowPolicy.Latest), Gen.Bool.Array[0, 60])
            .Sample((capacity, policy, sends) =>
            {
                var lane = new DataLane("a->b", capacity, policy);
                long next = 0;
                var taken = new List<long>();
                foreach (bool send in sends)
                {
                    if (send)
                    {
                        lane.Enqueue(Envelopes.Activation(next++));
                    }
                    else if (lane.TryDequeue(out Envelope envelope))
                    {
                        taken.Add(((Activation)envelope.Message).Batch);
                    }

                    var counts = lane.Counts();
                    Assert.InRange(counts.Depth, 0, capacity);
                    Assert.Equal(counts.Produced, taken.Count + counts.Dropped + counts.Depth);
                }

                Assert.Equal(taken.Order(), taken);
                Assert.Equal(taken.Distinct(), taken);
                Assert.InRange(lane.Counts().MaxDepth, 0, capacity);
            }, iter: 500);
    }

    static IEnumerable<long> Survivors(OverflowPolicy policy, int capacity, int sent)
    {
        var lane = new DataLane("a->b", capacity, policy);
        for (long batch = 0; batch < sent; batch++)
        {
            lane.Enqueue(Envelopes.Activation(batch));
        }

        return Drain(lane).Cast<Activation>().Select(activation => activation.Batch);
    }

    static List<object> Drain(DataLane lane)
    {
        List<object> messages = [];
        while (lane.TryDequeue(out Envelope envelope))
        {
            messages.Add(envelope.Message);
        }

        return messages;
    }
}
