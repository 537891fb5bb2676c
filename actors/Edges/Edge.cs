using Actors.Messages;

namespace Actors.Edges;

/// <summary>The bounded way from a producer to its consumer: its lane, its policy and what is known of it.</summary>
public sealed class Edge
{
    long consumed;
    long producerUpdates;
    long ageSum;
    long maxAge;

    /// <summary>An empty edge.</summary>
    /// <param name="producer">Name of the producing actor.</param>
    /// <param name="consumer">Name of the consuming actor.</param>
    /// <param name="capacity">Activations it may hold.</param>
    /// <param name="overflow">What a full edge does.</param>
    public Edge(string producer, string consumer, int capacity, OverflowPolicy overflow)
    {
        Name = $"{producer}->{consumer}";
        Consumer = consumer;
        Capacity = capacity;
        Overflow = overflow;
        Lane = new DataLane(Name, capacity, overflow);
    }

    /// <summary>Its name, such as <c>block-0->block-1</c>.</summary>
    public string Name { get; }

    /// <summary>Name of the consuming actor.</summary>
    public string Consumer { get; }

    /// <summary>Activations it may hold.</summary>
    public int Capacity { get; }

    /// <summary>What a full edge does.</summary>
    public OverflowPolicy Overflow { get; }

    /// <summary>Where its activations lie: the data lane of the consumer's mailbox.</summary>
    public DataLane Lane { get; }

    /// <summary>Notes that the producer has made an update, which ages everything in the edge.</summary>
    public void ProducerUpdated(long updates) => Volatile.Write(ref producerUpdates, updates);

    /// <summary>Notes that the consumer uses an activation now.</summary>
    /// <returns>Its age: updates of the producer since it was produced.</returns>
    public long Consume(Activation activation)
    {
        long age = Volatile.Read(ref producerUpdates) - activation.Update;
        Interlocked.Increment(ref consumed);
        Interlocked.Add(ref ageSum, age);
        if (age > Volatile.Read(ref maxAge))
        {
            Volatile.Write(ref maxAge, age);
        }

        return age;
    }

    /// <summary>The counts of this moment.</summary>
    /// <remarks>While the edge is in use an activation may be between lane and consumer; at rest produced = consumed + dropped + in flight.</remarks>
    public EdgeCounts Counts()
    {
        // Consumed first: it can only be too small, so that nothing is ever counted as consumed before it was produced.
        long taken = Interlocked.Read(ref consumed);
        double age = taken == 0 ? 0 : (double)Interlocked.Read(ref ageSum) / taken;
        (long produced, long dropped, int depth, long abandoned, int maxDepth) = Lane.Counts();
        return new EdgeCounts(produced, taken, dropped, depth + abandoned, depth, maxDepth, age, Volatile.Read(ref maxAge));
    }
}
