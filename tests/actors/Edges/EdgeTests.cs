using Actors.Edges;
using Actors.Messages;
using Xunit;

namespace Actors.Tests.Edges;

public class EdgeTests
{
    [Fact]
    public void An_activation_beyond_the_age_bound_is_not_used_and_counts_as_dropped()
    {
        Edge edge = Bounded(1);
        Activation activation = Take(edge);
        edge.ProducerUpdated(2);
        Assert.False(edge.Consume(activation, out long age));
        Assert.Equal(2, age);
        Assert.Equal((1L, 0L, 1L, 1L), (edge.Counts().Produced, edge.Counts().Consumed, edge.Counts().TooOld, edge.Counts().Dropped));
        Assert.True(edge.Counts().Conserved);
    }

    [Fact]
    public void A_reuse_has_the_age_of_its_moment_and_is_refused_beyond_the_bound()
    {
        Edge edge = Bounded(2);
        Activation activation = Take(edge);
        edge.ProducerUpdated(1);
        Assert.True(edge.Consume(activation, out _));
        edge.ProducerUpdated(2);
        Assert.True(edge.Reuse(activation, out long age));
        Assert.Equal(2, age);
        edge.ProducerUpdated(3);
        Assert.False(edge.Reuse(activation, out _));
        EdgeCounts counts = edge.Counts();
        Assert.Equal((1L, 1L, 2L, 1.5), (counts.Consumed, counts.Reused, counts.MaxAge, counts.MeanAge));
        Assert.Equal(0, counts.Dropped);
    }

    [Fact]
    public void What_a_producer_made_before_it_went_back_alone_has_no_negative_age()
    {
        Edge edge = Bounded(-1);
        edge.Lane.Enqueue(Envelopes.Of(((Activation)Envelopes.Activation(0).Message) with { Update = 8 }));
        edge.Lane.TryDequeue(out Akka.Actor.Envelope envelope);
        edge.ProducerUpdated(3);
        Assert.True(edge.Consume((Activation)envelope.Message, out long age));
        Assert.Equal(0, age);
    }

    static Edge Bounded(int age) => new(new EdgePlan("a", "b", 2, OverflowPolicy.Replay, age, 1));

    static Activation Take(Edge edge)
    {
        edge.Lane.Enqueue(Envelopes.Activation(0));
        edge.Lane.TryDequeue(out Akka.Actor.Envelope envelope);
        return (Activation)envelope.Message;
    }
}
