namespace Actors.Runs;

/// <summary>What went through an edge; produced = consumed + dropped + in flight.</summary>
/// <param name="Edge">Its name.</param>
/// <param name="Capacity">Activations it may hold.</param>
/// <param name="Overflow">Its overflow policy.</param>
/// <param name="Produced">Activations its producer put in.</param>
/// <param name="Consumed">Activations its consumer took out.</param>
/// <param name="Dropped">Activations lost on purpose.</param>
/// <param name="InFlight">Activations still in it when the run ended.</param>
/// <param name="MaxDepth">The most it ever held.</param>
/// <param name="MeanAge">Mean age at use, in updates of the producer.</param>
/// <param name="MaxAge">Largest age at use, in updates of the producer.</param>
/// <param name="Overflowed">Of the dropped: lost to a full edge.</param>
/// <param name="TooOld">Of the dropped: older than the bound.</param>
/// <param name="LostToRecovery">Of the dropped: in the edge when an incarnation ended.</param>
/// <param name="Reused">Times its starved consumer learned from one again.</param>
public sealed record EdgeSummary(
    string Edge, int Capacity, string Overflow, long Produced, long Consumed, long Dropped, long InFlight, int MaxDepth, double MeanAge, long MaxAge,
    long Overflowed = 0, long TooOld = 0, long LostToRecovery = 0, long Reused = 0);
