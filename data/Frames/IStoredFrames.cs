namespace Actors.Data.Frames;

/// <summary>All frames of one video, decoded. For one thread.</summary>
interface IStoredFrames : IDisposable
{
    /// <summary>Frames of the video.</summary>
    int Count { get; }

    /// <summary>Width of every frame, upright, in pixels.</summary>
    int Width { get; }

    /// <summary>Height of every frame, upright, in pixels.</summary>
    int Height { get; }

    /// <summary>A frame as 8-bit RGB <c>[Height, Width, 3]</c>, valid until the next call.</summary>
    /// <exception cref="DamagedFramesException">It is not the frame that was put there.</exception>
    ReadOnlySpan<byte> Frame(int number);
}
