using Actors.Edges;
using CsCheck;
using Xunit;

namespace Actors.Tests.Edges;

public class LinkDelayTests
{
    [Fact]
    public void For_any_traffic_nothing_arrives_before_its_latency_overtakes_or_exceeds_the_bandwidth()
    {
        Gen.Select(Gen.Int[0, 5000], Gen.OneOf(0.0, 1e4, 1e6, 1e8), Gen.Select(Gen.Int[0, 3000], Gen.Int[0, 100_000]).Array[1, 40])
            .Sample((latency, bandwidth, messages) =>
            {
                var time = new ManualTime();
                var link = new LinkDelay(latency / 1e6, bandwidth, time);
                long before = long.MinValue;
                double free = 0;
                foreach ((int pause, int bytes) in messages)
                {
                    time.Advance(pause);
                    long now = time.GetTimestamp();
                    long arrival = link.Arrival(bytes);

                    // What is still being sent goes first; then these bytes at the link's rate; then the way.
                    free = Math.Max(free, now) + (bandwidth > 0 ? bytes / bandwidth * 1e6 : 0);
                    Assert.True(arrival >= now + latency - 1, $"arrived after {arrival - now} of {latency} us");
                    Assert.True(arrival >= before, "overtook");
                    Assert.InRange(arrival, free + latency - messages.Length - 1, free + latency + 1);
                    before = arrival;
                }
            }, iter: 500);
    }

    [Fact]
    public void Until_counts_down_to_zero_and_stays_there()
    {
        var time = new ManualTime();
        var link = new LinkDelay(0.002, 0, time);
        long due = link.Arrival(1);
        Assert.Equal(TimeSpan.FromMilliseconds(2), link.Until(due));
        time.Advance(1500);
        Assert.Equal(TimeSpan.FromMilliseconds(0.5), link.Until(due));
        time.Advance(1500);
        Assert.Equal(TimeSpan.Zero, link.Until(due));
    }

    [Fact]
    public void A_lane_gives_a_message_when_it_is_due_and_not_before_and_counts_it_as_depth_meanwhile()
    {
        var time = new ManualTime();
        var lane = new DataLane("a->b", 2, OverflowPolicy.Wait, new LinkDelay(0.001, 0, time));
        lane.Enqueue(Envelopes.Activation(0));
        time.Advance(600);
        lane.Enqueue(Envelopes.Activation(1));
        Assert.Equal(2, lane.Counts().Depth);
        Assert.False(lane.HasMessages);
        Assert.False(lane.TryDequeue(out _));
        time.Advance(400);
        Assert.True(lane.HasMessages);
        Assert.True(lane.TryDequeue(out _));
        Assert.False(lane.HasMessages);
        Assert.Equal(TimeSpan.FromMilliseconds(0.6), lane.UntilArrival());
        time.Advance(600);
        Assert.True(lane.TryDequeue(out _));
    }
}
