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

    /// <summary>Times a starved consumer may learn from the same activation again, under overflow <c>replay</c>.</summary>
    /// <value>Default 1. Range 0 to 1000; one for all edges, or one for each. Ignored under the other policies.</value>
    [MinLength(1)]
    public IReadOnlyList<int> Replays { get; init; } = [1];

    /// <summary>Largest age at which a consumer uses an activation; an older one is dropped, counted, and a fresher one waited for.</summary>
    /// <value>Default -1 (no bound). Range -1 to 1000000, in updates of the producer; one for all edges, or one for each.</value>
    [MinLength(1)]
    public IReadOnlyList<int> MaxAge { get; init; } = [-1];
}
