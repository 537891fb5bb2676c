using Actors.Messages;

namespace Actors.Cluster;

/// <summary>What a node has counted, several times a second.</summary>
/// <param name="Node">The node's name.</param>
/// <param name="Incarnation">Number of the attempt.</param>
/// <param name="Last">Whether nothing will change any more: every block of it has finished.</param>
/// <param name="Blocks">Its blocks' clocks.</param>
/// <param name="Inlets">Edges that feed its blocks, as counted at the consumer's end.</param>
/// <param name="Outlets">Links to other nodes, as counted at the producer's end.</param>
public sealed record NodeReport(
    string Node, int Incarnation, bool Last, IReadOnlyList<BlockTimes> Blocks, IReadOnlyList<InletReport> Inlets, IReadOnlyList<OutletReport> Outlets)
    : IControlMessage;
