using Actors.Edges;

namespace Actors.Links;

/// <summary>What one end of a link has counted, at one moment.</summary>
/// <param name="Produced">Activations that the producer put in; 0 at the consumer's end.</param>
/// <param name="Overflowed">Activations that the edge's policy dropped before they were sent.</param>
/// <param name="Queued">Activations that wait here to be sent.</param>
/// <param name="Posted">Activations given to the connection, arrived or not.</param>
/// <param name="Abandoned">Activations that waited here when the end was stopped.</param>
/// <param name="Depth">Activations queued here, on the way, or unconsumed at the other end, as far as this end knows.</param>
/// <param name="MaxDepth">The most there ever were.</param>
/// <param name="Kept">Frames kept until they are acknowledged.</param>
/// <param name="MaxKept">The most ever kept.</param>
/// <param name="SentBytes">Bytes sent, frames that were sent again included.</param>
/// <param name="ReceivedBytes">Bytes received.</param>
/// <param name="SentFrames">Numbered frames sent, again included.</param>
/// <param name="ResentFrames">Numbered frames sent again.</param>
/// <param name="ReceivedFrames">Numbered frames received, each once.</param>
/// <param name="Connections">Connections made so far.</param>
/// <param name="Connected">Whether there is one now.</param>
public readonly record struct LinkCounts(
    long Produced, long Overflowed, long Queued, long Posted, long Abandoned, long Depth, long MaxDepth, long Kept, long MaxKept, long SentBytes,
    long ReceivedBytes, long SentFrames, long ResentFrames, long ReceivedFrames, long Connections, bool Connected)
{
    /// <summary>The counts of a whole edge: this is its producer's end, the rest its consumer's.</summary>
    /// <param name="consumer">Counts of the consumer's copy of the edge, which began empty with this incarnation.</param>
    /// <remarks>
    /// The two ends are read at different moments, so that an activation may be missed or seen twice while the edge is in use; at rest
    /// <see cref="EdgeCounts.Conserved"/> holds.
    /// </remarks>
    public EdgeCounts Joined(EdgeCounts consumer) => consumer with
    {
        Produced = Produced,
        Overflowed = Overflowed + consumer.Overflowed,
        InFlight = Queued + Abandoned + (Posted - consumer.Produced) + consumer.InFlight,
        Depth = (int)(Queued + (Posted - consumer.Produced)) + consumer.Depth,
        MaxDepth = Math.Max((int)MaxDepth, consumer.MaxDepth),
    };
}
