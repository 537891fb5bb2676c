using Actors.Edges;
using Actors.Links;

namespace Actors.Cluster;

/// <summary>What the coordinator knows of an edge whose ends are on nodes, from what they report.</summary>
internal sealed class PlacedEdge(EdgePlan plan, EdgeCounts before) : IEdgeView
{
    readonly Lock gate = new();
    EdgeCounts inlet;
    Func<LinkCounts>? outlet;

    /// <inheritdoc/>
    public EdgePlan Plan { get; } = plan;

    /// <summary>The consumer's node says what it has counted.</summary>
    public void Report(EdgeCounts counts)
    {
        lock (gate)
        {
            inlet = counts;
        }
    }

    /// <summary>The edge is a link, and the end at its producer counts this.</summary>
    public void Report(Func<LinkCounts> counts)
    {
        lock (gate)
        {
            outlet = counts;
        }
    }

    /// <summary>The incarnation is over: what has not been reported by now never will be.</summary>
    public void Settle()
    {
        lock (gate)
        {
            inlet = (outlet?.Invoke().Joined(inlet) ?? inlet).Settled();
            outlet = null;
        }
    }

    /// <inheritdoc/>
    public EdgeCounts Counts()
    {
        lock (gate)
        {
            return (outlet?.Invoke().Joined(inlet) ?? inlet).After(before);
        }
    }
}
