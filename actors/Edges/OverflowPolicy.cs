namespace Actors.Edges;

/// <summary>What happens to an activation that meets a full edge.</summary>
public enum OverflowPolicy
{
    /// <summary>The producer holds it until the consumer grants credit. Nothing is lost, and order is kept.</summary>
    Wait,

    /// <summary>The oldest activation in the edge is dropped for it.</summary>
    DropOldest,

    /// <summary>It is dropped itself; what lies in the edge stays.</summary>
    DropNewest,

    /// <summary>Everything that waits in the edge is dropped for it: the consumer sees the freshest only.</summary>
    Latest,

    /// <summary>As <see cref="Wait"/>; and a consumer that starves learns once more from what it had, a bounded number of times.</summary>
    Replay,
}
