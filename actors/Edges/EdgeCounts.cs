namespace Actors.Edges;

/// <summary>What went through an edge, at one moment.</summary>
/// <param name="Produced">Activations its producer put in.</param>
/// <param name="Consumed">Activations its consumer took out and used.</param>
/// <param name="Dropped">Activations lost to the overflow policy.</param>
/// <param name="InFlight">Activations in it, or left in it when its consumer stopped.</param>
/// <param name="Depth">Activations in it.</param>
/// <param name="MaxDepth">The most it ever held.</param>
/// <param name="MeanAge">Mean age at use, in updates of the producer.</param>
/// <param name="MaxAge">Largest age at use, in updates of the producer.</param>
public readonly record struct EdgeCounts(
    long Produced, long Consumed, long Dropped, long InFlight, int Depth, int MaxDepth, double MeanAge, long MaxAge)
{
    /// <summary>The conservation law: nothing appears from nowhere and nothing vanishes. Holds whenever the edge is at rest.</summary>
    public bool Conserved => Produced == Consumed + Dropped + InFlight;
}
