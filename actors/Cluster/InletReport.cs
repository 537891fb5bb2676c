using Actors.Edges;

namespace Actors.Cluster;

/// <summary>An edge's counts at its consumer's end; all of them when its producer is on the same node.</summary>
/// <param name="Edge">Its place in the chain.</param>
/// <param name="Counts">The counts of this incarnation.</param>
public sealed record InletReport(int Edge, EdgeCounts Counts);
