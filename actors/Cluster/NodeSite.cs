using Actors.Links;
using Actors.Runs;

namespace Actors.Cluster;

/// <summary>What a node's actors share.</summary>
/// <param name="Node">What it lends.</param>
/// <param name="Host">Address under which others reach it.</param>
/// <param name="Port">Takes the connections of edges.</param>
/// <param name="Security">TLS of edges; null for plain TCP.</param>
/// <param name="Observer">Is told what happens.</param>
/// <param name="Placed">Is told the run when blocks are placed here, and null when they are gone.</param>
internal sealed record NodeSite(
    NodeOptions Node, string Host, EdgePort Port, LinkSecurity? Security, IRunObserver Observer, Action<RunPlan?> Placed)
{
    /// <summary>Its name.</summary>
    public string Name => Node.Name;

    /// <summary>Tells that a link's connection came or went.</summary>
    public void Changed(LinkChanged changed) => LinkEvents.Tell(Observer, changed);
}
