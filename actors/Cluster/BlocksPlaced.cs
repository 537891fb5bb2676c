using Actors.Messages;

namespace Actors.Cluster;

/// <summary>A node has begun to make its blocks of an incarnation; the sender is their parent.</summary>
/// <param name="Node">The node's name.</param>
/// <param name="Incarnation">Number of the attempt.</param>
public sealed record BlocksPlaced(string Node, int Incarnation) : IControlMessage;
