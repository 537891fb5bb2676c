namespace Actors.Tracing;

/// <summary>What a <see cref="TraceEvent"/> is.</summary>
internal enum TraceKind : byte
{
    /// <summary>A stretch of time on a track.</summary>
    Span,

    /// <summary>An activation was put into an edge.</summary>
    Put,

    /// <summary>An activation was taken out of an edge, to be used.</summary>
    Taken,

    /// <summary>A frame was written to a connection.</summary>
    Sent,

    /// <summary>A frame was read from a connection.</summary>
    Received,

    /// <summary>A new incarnation begins: what lies in the edges is lost.</summary>
    Begun,
}
