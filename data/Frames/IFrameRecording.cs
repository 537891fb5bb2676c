namespace Actors.Data.Frames;

/// <summary>A video on its way into a store; disposed before it is complete, it leaves nothing behind. For one thread.</summary>
interface IFrameRecording : IDisposable
{
    /// <summary>Whether no room in the store would ever be enough for this video.</summary>
    bool TooLarge { get; }

    /// <summary>Adds the next frame, 8-bit RGB <c>[height, width, 3]</c>; false when the store cannot take it now.</summary>
    bool Add(ReadOnlySpan<byte> frame_HWC);

    /// <summary>Puts the video under its key; null when the store cannot take it.</summary>
    IStoredFrames? Complete();
}
