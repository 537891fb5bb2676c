namespace Actors.Cluster;

/// <summary>Where a block is.</summary>
/// <param name="Node">The node's name.</param>
/// <param name="Host">Address of the node's edge port.</param>
/// <param name="EdgePort">That port.</param>
public sealed record BlockPlace(string Node, string Host, int EdgePort);
