namespace Actors.Links;

/// <summary>An end of a link tells its parent that its state has changed.</summary>
/// <param name="Link">The link.</param>
/// <param name="Edge">Name of the edge.</param>
/// <param name="State">The state.</param>
/// <param name="Why">One line; empty when a connection was made.</param>
public sealed record LinkChanged(LinkIdentity Link, string Edge, LinkState State, string Why)
{
    /// <summary>Activations in the edge, as far as this end knows.</summary>
    public long Depth { get; init; }

    /// <summary>Activations that the edge may hold.</summary>
    public int Capacity { get; init; }
}
