using System.ComponentModel.DataAnnotations;

namespace Actors.Edges;

/// <summary>How the bounded mailboxes between loader and blocks behave.</summary>
public sealed record EdgeOptions
{
    /// <summary>Activations an edge may hold before its producer is held back.</summary>
    /// <value>Default 2. Range 1 to 1024, in batches; one number for all edges, or one for each, loader first.</value>
    /// <remarks>A larger value hides jitter and adds age.</remarks>
    [MinLength(1)]
    public IReadOnlyList<int> Capacity { get; init; } = [2];

    /// <summary>What happens to an activation that meets a full edge.</summary>
    /// <value>Default <c>wait</c>; one for all edges, or one for each, loader first.</value>
    [MinLength(1)]
    public IReadOnlyList<OverflowPolicy> Overflow { get; init; } = [OverflowPolicy.Wait];
}
