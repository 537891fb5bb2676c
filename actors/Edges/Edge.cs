using Actors.Messages;
using Actors.Tracing;

namespace Actors.Edges;

/// <summary>The bounded way from a producer to its consumer: its lane, its policy and what is known of it.</summary>
public sealed class Edge : IEdgeView
{
    readonly EdgeCounts before;
    long consumed;
    long tooOld;
    long reused;
    long producerUpdates;
    long ageSum;
    long maxAge;
    volatile Action<long>? updated;

    /// <summary>An empty edge.</summary>
    /// <param name="plan">Who it joins and how it behaves.</param>
    /// <param name="before">Counts of the edge it takes the place of; what lay in that one counts as lost to the recovery.</param>
    /// <param name="producerUpdates">Updates that its producer has made already.</param>
    public Edge(EdgePlan plan, EdgeCounts before = default, long producerUpdates = 0)
    {
        Plan = plan;
        this.before = before;
        this.producerUpdates = producerUpdates;
        Lane = new DataLane(plan.Name, plan.Capacity, plan.Overflow, plan.Link());
    }

    /// <summary>Who it joins and how it behaves.</summary>
    public EdgePlan Plan { get; }

    /// <summary>Its name, such as <c>block-0->block-1</c>.</summary>
    public string Name => Plan.Name;

    /// <summary>Where its activations lie: the data lane of the consumer's mailbox.</summary>
    public DataLane Lane { get; }

    /// <summary>Notes what is put in and taken out; null without a trace.</summary>
    public EdgeTrace? Trace { get; init; }

    /// <summary>Notes that the producer has made an update, which ages everything in the edge.</summary>
    public void ProducerUpdated(long updates)
    {
        Volatile.Write(ref producerUpdates, updates);
        updated?.Invoke(updates);
    }

    /// <summary>Tells somebody the producer's updates, now and after each; a link carries them to the consumer's own copy of the edge.</summary>
    /// <param name="tell">Called on the producer's thread; must not wait. One only: a later one takes its place.</param>
    public void OnProducerUpdated(Action<long> tell)
    {
        updated = tell;
        tell(Volatile.Read(ref producerUpdates));
    }

    /// <summary>Notes that the consumer takes an activation out now, to use it unless it is too old.</summary>
    /// <param name="activation">The activation.</param>
    /// <param name="age">Its age: updates of the producer since it was produced.</param>
    /// <returns>Whether it may be used.</returns>
    public bool Consume(Activation activation, out long age)
    {
        age = AgeOf(activation);
        Trace?.Taken(activation.Batch);
        if (IsTooOld(age))
        {
            Interlocked.Increment(ref tooOld);
            return false;
        }

        Interlocked.Increment(ref consumed);
        Used(age);
        return true;
    }

    /// <summary>Notes that the consumer learns once more from an activation it has used, unless it has become too old.</summary>
    /// <returns>Whether it may be used.</returns>
    public bool Reuse(Activation activation, out long age)
    {
        age = AgeOf(activation);
        if (IsTooOld(age))
        {
            return false;
        }

        Interlocked.Increment(ref reused);
        Used(age);
        return true;
    }

    /// <summary>The counts of this moment.</summary>
    /// <remarks>While the edge is in use an activation may be between lane and consumer; at rest produced = consumed + dropped + in flight.</remarks>
    public EdgeCounts Counts()
    {
        // Consumed first: it can only be too small, so that nothing is ever counted as consumed before it was produced.
        long taken = Interlocked.Read(ref consumed);
        long old = Interlocked.Read(ref tooOld);
        (long produced, long overflowed, int depth, long abandoned, int maxDepth) = Lane.Counts();
        return new EdgeCounts(
            produced, taken, overflowed, old, 0, depth + abandoned, depth, maxDepth, Interlocked.Read(ref reused), Interlocked.Read(ref ageSum),
            Volatile.Read(ref maxAge)).After(before);
    }

    // A producer that restarts alone has fewer updates than when it made what still lies in the edge: that is not of negative age.
    long AgeOf(Activation activation) => Math.Max(0, Volatile.Read(ref producerUpdates) - activation.Update);

    bool IsTooOld(long age) => Plan.MaxAge >= 0 && age > Plan.MaxAge;

    void Used(long age)
    {
        Interlocked.Add(ref ageSum, age);
        Volatile.Write(ref maxAge, Math.Max(age, Volatile.Read(ref maxAge)));
    }
}
