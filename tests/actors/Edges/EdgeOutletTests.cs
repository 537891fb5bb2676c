using Actors.Edges;
using Actors.Messages;
using Akka.Actor;
using CsCheck;
using Xunit;

namespace Actors.Tests.Edges;

public class EdgeOutletTests
{
    enum Deed
    {
        Send,
        Take,
        Deliver,
        Count,
        Restart,
    }

    [Fact]
    public void For_any_interleaving_and_any_restarts_credit_never_exceeds_the_capacity_and_none_is_lost()
    {
        Gen.Select(Gen.Int[1, 4], Gen.Frequency(
            (4, Gen.Const(Deed.Send)), (3, Gen.Const(Deed.Take)), (4, Gen.Const(Deed.Deliver)), (2, Gen.Const(Deed.Count)), (1, Gen.Const(Deed.Restart))).Array[0, 120])
            .Sample((capacity, deeds) =>
            {
                var world = new World(capacity);
                Array.ForEach(deeds, world.Do);

                // Everything arrives, everything is taken out: then there is credit for a full edge and no more.
                world.Drain();
                for (int i = 0; i < capacity; i++)
                {
                    Assert.True(world.Outlet.HasRoom, $"credit for {i} of {capacity}");
                    world.Do(Deed.Send);
                }

                Assert.False(world.Outlet.HasRoom);
                Assert.Equal(world.Sent - world.Forgotten, world.Taken + world.Edge.Lane.Counts().Depth);
            }, iter: 2000);
    }

    [Fact]
    public void A_held_output_leaves_with_the_first_credit_and_is_freed_when_the_producer_stops()
    {
        var world = new World(1);
        world.Drain();
        world.Do(Deed.Send);
        Activation second = (Activation)Envelopes.Activation(1).Message;
        world.Outlet.Send(second);
        Assert.True(world.Outlet.Blocked);
        var error = Assert.Throws<InvalidOperationException>(() => world.Outlet.Send((Activation)Envelopes.Activation(2).Message));
        Assert.Contains("edge a->b: batch 2 while batch 1 is held for want of credit", error.Message, StringComparison.Ordinal);
        Assert.Contains("would overtake batch 1", Assert.Throws<InvalidOperationException>(() => world.Outlet.Mark(new EndOfStream(2))).Message, StringComparison.Ordinal);
        world.Outlet.Close();
        Assert.Throws<ObjectDisposedException>(() => second.Source.Tokens);
    }

    [Fact]
    public void A_count_for_an_outlet_before_this_one_is_not_taken_for_its_own()
    {
        var edge = new Edge(new EdgePlan("a", "b", 2, OverflowPolicy.Wait));
        var outlet = new EdgeOutlet(edge, new LaneRef(edge), ActorRefs.Nobody, restart: 2);
        outlet.Grant(new Credit(1));
        outlet.Grant(new Credit(2, Restart: 1));
        Assert.False(outlet.HasRoom);
        outlet.Grant(new Credit(1, Restart: 2));
        Assert.True(outlet.HasRoom);
        outlet.Grant(new Credit(2, Restart: 2));
        outlet.Send((Activation)Envelopes.Activation(0).Message);
        Assert.False(outlet.HasRoom);
    }

    /// <summary>Producer, consumer and the messages between them, each delivered in order but at any time.</summary>
    sealed class World
    {
        readonly int capacity;
        readonly Queue<Credit> toProducer = new();
        readonly Queue<CountCredit> toConsumer = new();
        int restarts;

        public World(int capacity)
        {
            this.capacity = capacity;
            Edge = new Edge(new EdgePlan("a", "b", capacity, OverflowPolicy.Wait));
            Outlet = new EdgeOutlet(Edge, new LaneRef(Edge), ActorRefs.Nobody);
            toProducer.Enqueue(new Credit(capacity));
        }

        public Edge Edge { get; }

        public EdgeOutlet Outlet { get; private set; }

        public long Sent { get; private set; }

        public long Taken { get; private set; }

        public long Forgotten { get; private set; }

        public void Do(Deed deed)
        {
            switch (deed)
            {
                case Deed.Send when !Outlet.Blocked:
                    Outlet.Send((Activation)Envelopes.Activation(Sent).Message);
                    Sent++;
                    break;
                case Deed.Take when Edge.Lane.TryDequeue(out Envelope envelope):
                    ((Activation)envelope.Message).Dispose();
                    Taken++;
                    toProducer.Enqueue(new Credit(1));
                    break;
                case Deed.Deliver when toProducer.TryDequeue(out Credit? credit):
                    Outlet.Grant(credit);
                    break;
                case Deed.Count when toConsumer.TryDequeue(out CountCredit? count):
                    toProducer.Enqueue(new Credit(capacity - Edge.Lane.Counts().Depth, count.Restart));
                    break;
                case Deed.Restart:
                    Forgotten += Outlet.Blocked ? 1 : 0;
                    Outlet.Close();
                    restarts++;
                    Outlet = new EdgeOutlet(Edge, new LaneRef(Edge), ActorRefs.Nobody, restarts);
                    toConsumer.Enqueue(new CountCredit(restarts));
                    break;
                default:
                    break;
            }
        }

        public void Drain()
        {
            while (toConsumer.Count + toProducer.Count + Edge.Lane.Count > 0)
            {
                Do(Deed.Count);
                Do(Deed.Deliver);
                Do(Deed.Take);
            }
        }
    }
}
