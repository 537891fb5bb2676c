using Actors.Edges;

namespace Actors.Runs;

/// <summary>What surrounded a failure: it explains what the cause alone does not.</summary>
/// <param name="Name">Who failed.</param>
/// <param name="Incarnation">Number of the attempt.</param>
/// <param name="Block">The block's number; null when it was no block's.</param>
/// <param name="Node">Its node; null in one process.</param>
/// <param name="Before">The edge that feeds it, as it was then; null when it was no block's.</param>
internal sealed record FailureState(string Name, int Incarnation, int? Block, string? Node, EdgeProgress? Before)
{
    const string NodePrefix = "node ";

    /// <summary>What surrounds it now.</summary>
    /// <param name="name">Who failed: a block, the loader, or a node.</param>
    /// <param name="incarnation">Number of the attempt.</param>
    /// <param name="actors">The actors of it.</param>
    public static FailureState Of(string name, int incarnation, IChainActors actors)
    {
        int block = actors.NumberOf(name);
        if (block < 0)
        {
            return new FailureState(name, incarnation, null, name.StartsWith(NodePrefix, StringComparison.Ordinal) ? name[NodePrefix.Length..] : null, null);
        }

        IEdgeView edge = actors.Edges[block];
        EdgeCounts counts = edge.Counts();
        var before = new EdgeProgress(edge.Name, counts.Depth, edge.Plan.Capacity, counts.Produced, counts.Consumed, counts.Dropped, counts.MeanAge);
        return new FailureState(name, incarnation, block, actors.Nodes.Count > 0 ? actors.Nodes[block] : null, before);
    }

    /// <inheritdoc/>
    public override string ToString() => $"incarnation {Incarnation}"
        + (Block is not null && Node is not null ? $", node {Node}" : "")
        + (Before is { } edge ? FormattableString.Invariant($", edge {edge.Edge} {edge.Depth} of {edge.Capacity}, age {edge.MeanAge:0.0}") : "");
}
