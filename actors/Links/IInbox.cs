namespace Actors.Links;

/// <summary>Makes messages of the numbered frames that arrive at one end of a link, and hands them on.</summary>
internal interface IInbox
{
    /// <summary>The largest frame that may arrive.</summary>
    FrameLimits Limits { get; }

    /// <summary>Reads a frame's body and, once its checksum was found right, hands the message on.</summary>
    ValueTask TakeAsync(FrameHeader header, FrameSource source, CancellationToken stop);

    /// <summary>Notes the producer's updates.</summary>
    void Updated(long updates);
}
