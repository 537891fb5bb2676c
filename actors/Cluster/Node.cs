using Akka.Actor;

namespace Actors.Cluster;

/// <summary>A node that takes part.</summary>
/// <param name="Actor">Its actor.</param>
/// <param name="Place">Where edges to it go.</param>
/// <param name="Work">How much of the work it can take, relative to the others.</param>
internal sealed record Node(IActorRef Actor, BlockPlace Place, double Work)
{
    /// <summary>Its name.</summary>
    public string Name => Place.Node;
}
