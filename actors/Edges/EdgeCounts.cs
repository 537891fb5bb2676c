namespace Actors.Edges;

/// <summary>What went through an edge, at one moment.</summary>
/// <param name="Produced">Activations its producer put in.</param>
/// <param name="Consumed">Activations its consumer took out and used.</param>
/// <param name="Overflowed">Activations lost to the overflow policy.</param>
/// <param name="TooOld">Activations dropped for their age.</param>
/// <param name="LostToRecovery">Activations that lay in it when an incarnation ended.</param>
/// <param name="InFlight">Activations in it, or left in it when its consumer stopped.</param>
/// <param name="Depth">Activations in it.</param>
/// <param name="MaxDepth">The most it ever held.</param>
/// <param name="Reused">Times a starved consumer learned from one again.</param>
/// <param name="AgeSum">Sum of the ages at use and reuse, in updates of the producer.</param>
/// <param name="MaxAge">Largest age at use, in updates of the producer.</param>
public readonly record struct EdgeCounts(
    long Produced, long Consumed, long Overflowed, long TooOld, long LostToRecovery, long InFlight, int Depth, int MaxDepth, long Reused,
    long AgeSum, long MaxAge)
{
    /// <summary>Activations lost for whatever reason.</summary>
    public long Dropped => Overflowed + TooOld + LostToRecovery;

    /// <summary>Mean age at use and reuse, in updates of the producer.</summary>
    public double MeanAge => Consumed == 0 ? 0 : (double)AgeSum / (Consumed + Reused);

    /// <summary>The counts of an edge that went on where another ended: what lay in that one counts as lost to the recovery.</summary>
    public EdgeCounts After(EdgeCounts before) => new(
        before.Produced + Produced, before.Consumed + Consumed, before.Overflowed + Overflowed, before.TooOld + TooOld,
        before.LostToRecovery + before.InFlight + LostToRecovery, InFlight, Depth, Math.Max(before.MaxDepth, MaxDepth), before.Reused + Reused,
        before.AgeSum + AgeSum, Math.Max(before.MaxAge, MaxAge));

    /// <summary>
    /// The counts as the end of an edge whose two ends were read at different moments, or of which one is lost: what is not known to have been
    /// consumed or dropped was in flight.
    /// </summary>
    public EdgeCounts Settled()
    {
        long produced = Math.Max(Produced, Consumed + Dropped);
        return this with { Produced = produced, InFlight = produced - Consumed - Dropped };
    }

    /// <summary>The conservation law: nothing appears from nowhere and nothing vanishes. Holds whenever the edge is at rest.</summary>
    public bool Conserved => Produced == Consumed + Dropped + InFlight;
}
