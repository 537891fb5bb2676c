namespace Actors.Links;

/// <summary>Makes messages of the numbered frames that arrive at one end of a link, and hands them on.</summary>
internal interface IInbox
{
    /// <summary>The largest frame that may arrive.</summary>
    FrameLimits Limits { get; }

    /// <summary>Reads a frame's body, its checksum included.</summary>
    /// <returns>The message that it carries.</returns>
    ValueTask<object> ReadAsync(FrameHeader header, FrameSource source, CancellationToken stop);

    /// <summary>Hands a message on; whoever gets it owns it.</summary>
    void Deliver(object message);

    /// <summary>Notes the producer's updates.</summary>
    void Updated(long updates);
}
