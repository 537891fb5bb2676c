namespace Actors.Edges;

/// <summary>What is known of an edge, wherever its two ends are.</summary>
public interface IEdgeView
{
    /// <summary>Who it joins and how it behaves.</summary>
    EdgePlan Plan { get; }

    /// <summary>Its name, such as <c>block-0->block-1</c>.</summary>
    string Name => Plan.Name;

    /// <summary>The counts of this moment.</summary>
    EdgeCounts Counts();
}
