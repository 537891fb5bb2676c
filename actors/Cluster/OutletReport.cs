using Actors.Links;

namespace Actors.Cluster;

/// <summary>A link's counts at its producer's end.</summary>
/// <param name="Edge">The edge's place in the chain.</param>
/// <param name="Counts">The counts of this incarnation.</param>
public sealed record OutletReport(int Edge, LinkCounts Counts);
