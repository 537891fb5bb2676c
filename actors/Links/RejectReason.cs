namespace Actors.Links;

/// <summary>Why a connection or a frame was refused.</summary>
public enum RejectReason
{
    /// <summary>The other end does not know the run's token, or TLS failed.</summary>
    Unauthenticated = 1,

    /// <summary>Not a frame, a damaged one, one out of turn, or one whose numbers contradict each other or the edge.</summary>
    Malformed,

    /// <summary>A length above what the edge carries. Nothing was allocated for it.</summary>
    Oversized,

    /// <summary>The handshake was not over at its deadline.</summary>
    Timeout,

    /// <summary>A handshake that was seen before.</summary>
    Replayed,

    /// <summary>A frame that had arrived already: sent again after a reconnect.</summary>
    Duplicate,

    /// <summary>Of an incarnation that has ended.</summary>
    OldIncarnation,

    /// <summary>No such edge here, or not yet.</summary>
    UnknownEdge,

    /// <summary>Too many handshakes at once: the oldest was given up for a newer one.</summary>
    Busy,

    /// <summary>The other end hung up within the handshake.</summary>
    Closed,
}
