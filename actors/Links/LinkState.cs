namespace Actors.Links;

/// <summary>What an end of a link is doing.</summary>
public enum LinkState
{
    /// <summary>No connection: an edge that is paused. The producer's end goes on trying; the cluster decides whether a node is dead.</summary>
    Paused,

    /// <summary>Frames flow.</summary>
    Connected,

    /// <summary>The other end was stopped, and said so.</summary>
    Closed,

    /// <summary>The other end belongs to a later incarnation: this one has ended without knowing it.</summary>
    Fenced,
}
