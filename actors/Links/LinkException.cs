namespace Actors.Links;

/// <summary>A connection of a link had to end, and why.</summary>
/// <param name="reason">The reason.</param>
/// <param name="message">One line: what was seen and what was expected.</param>
internal sealed class LinkException(RejectReason reason, string message) : Exception(message)
{
    /// <summary>The reason under which it is counted.</summary>
    public RejectReason Reason { get; } = reason;

    /// <summary>Whether this end refused something, so that it counts it; else the connection merely ended.</summary>
    public bool Refusal { get; init; } = true;
}
