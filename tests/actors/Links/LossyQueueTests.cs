using Actors.Edges;
using Actors.Links;
using Actors.Messages;
using CsCheck;
using Xunit;

namespace Actors.Tests.Links;

public class LossyQueueTests
{
    [Fact]
    public void Whatever_comes_nothing_vanishes_markers_keep_their_place_and_the_capacity_holds() =>
        Gen.Select(
            Gen.OneOf(Gen.Const(OverflowPolicy.DropOldest), Gen.Const(OverflowPolicy.DropNewest), Gen.Const(OverflowPolicy.Latest)), Gen.Int[1, 4],
            Gen.Int[0, 3].Array[0, 60]).Sample((policy, capacity, deeds) =>
        {
            var queue = new LossyQueue(capacity, policy);
            List<long> taken = [];
            long added = 0;
            long dropped = 0;
            int outstanding = 0;
            foreach (int deed in deeds)
            {
                switch (deed)
                {
                    case 0:
                        dropped += queue.Add(LinkSamples.Activation(LinkSamples.Shape(), added), outstanding);
                        added++;
                        break;
                    case 1:
                        queue.Mark(new SnapshotBarrier(added));
                        break;
                    case 2 when queue.Take(outstanding < 1) is { } message:
                        taken.Add(message is Activation { Batch: var batch } ? batch : ((SnapshotBarrier)message).Batch);
                        outstanding += message is Activation ? 1 : 0;
                        (message as IDisposable)?.Dispose();
                        break;
                    case 3:
                        outstanding = 0;
                        break;
                    default:
                        break;
                }

                Assert.InRange(queue.Activations + outstanding, 0, capacity);
            }

            Assert.Equal(taken.Order(), taken);
            int left = queue.Activations;
            long arrived = added - dropped - left;
            Assert.Equal(left, queue.Clear());
            Assert.InRange(arrived, 0, added);
            Assert.Null(queue.Take(true));
        });

    [Theory]
    [InlineData(OverflowPolicy.DropOldest, new long[] { 1, 2 })]
    [InlineData(OverflowPolicy.DropNewest, new long[] { 0, 1 })]
    [InlineData(OverflowPolicy.Latest, new long[] { 2 })]
    public void A_full_queue_makes_room_as_its_policy_says(OverflowPolicy policy, long[] left)
    {
        var queue = new LossyQueue(2, policy);
        Assert.Equal(3 - left.Length, Enumerable.Range(0, 3).Sum(batch => queue.Add(LinkSamples.Activation(LinkSamples.Shape(), batch), 0)));
        List<long> taken = [];
        while (queue.Take(true) is Activation activation)
        {
            taken.Add(activation.Batch);
            activation.Dispose();
        }

        Assert.Equal(left, taken);
    }

    [Theory]
    [InlineData(OverflowPolicy.DropOldest)]
    [InlineData(OverflowPolicy.DropNewest)]
    [InlineData(OverflowPolicy.Latest)]
    public void What_is_on_the_way_can_not_be_taken_back_so_the_arriving_one_is_dropped_and_freed(OverflowPolicy policy)
    {
        var queue = new LossyQueue(1, policy);
        Activation activation = LinkSamples.Activation(LinkSamples.Shape(), 0);
        Assert.Equal(1, queue.Add(activation, outstanding: 1));
        Assert.Throws<ObjectDisposedException>(() => activation.Source.Tokens);
        Assert.Null(queue.Take(true));
    }
}
