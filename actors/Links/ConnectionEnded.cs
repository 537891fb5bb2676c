using System.Net.Sockets;
using System.Security.Authentication;

namespace Actors.Links;

/// <summary>A connection, or an attempt at one, has ended.</summary>
/// <param name="Cause">Why; null for a goodbye.</param>
internal sealed record ConnectionEnded(Exception? Cause)
{
    /// <summary>Whether it is something that connections end of; anything else is a fault of this program.</summary>
    public bool Expected => Cause is null or LinkException or IOException or SocketException or OperationCanceledException or ObjectDisposedException
        or AuthenticationException;

    /// <summary>The state that the link is in now.</summary>
    public LinkState State => Cause switch
    {
        null => LinkState.Closed,
        LinkException { Reason: RejectReason.OldIncarnation, Refusal: false } => LinkState.Fenced,
        _ => LinkState.Paused,
    };

    /// <summary>Why, in one line.</summary>
    public string Why => Cause is null ? "the other end was stopped" : Cause.Message.ReplaceLineEndings(" ");
}
