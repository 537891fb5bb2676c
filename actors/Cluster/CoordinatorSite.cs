using Actors.Links;
using Actors.Metrics;

namespace Actors.Cluster;

/// <summary>What the coordinator's process has for its links and nodes.</summary>
/// <param name="Configuration">The run's effective configuration as HOCON.</param>
/// <param name="Security">TLS of edges; null for plain TCP.</param>
/// <param name="Rejects">Counts refused frames.</param>
/// <param name="Metrics">Shows what its link counts.</param>
internal sealed record CoordinatorSite(string Configuration, LinkSecurity? Security, RejectCounts Rejects, LinkInstruments Metrics);
