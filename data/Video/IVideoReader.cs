namespace Actors.Data.Video;

/// <summary>Decodes the frames of one video stream from the first on, in display order. Not for several threads.</summary>
public interface IVideoReader : IDisposable
{
    /// <summary>FFmpeg's name of the codec, such as <c>h264</c>.</summary>
    string Codec { get; }

    /// <summary>Width of every frame that <see cref="CopyRgb"/> gives, after rotation, in pixels.</summary>
    int Width { get; }

    /// <summary>Height of every frame that <see cref="CopyRgb"/> gives, after rotation, in pixels.</summary>
    int Height { get; }

    /// <summary>Average frame rate that the container states, in frames per second; 0 when it states none.</summary>
    double FramesPerSecond { get; }

    /// <summary>Clockwise turn that was applied to the stored frames so that they stand upright: 0, 90, 180 or 270 degrees.</summary>
    int Rotation => 0;

    /// <summary>Packets that could not be read or decoded so far.</summary>
    int ReadErrors { get; }

    /// <summary>Goes on to the next frame; false at the end of the stream.</summary>
    bool Next();

    /// <summary>Writes the current frame as 8-bit RGB <c>[Height, Width, 3]</c>, upright; bit for bit the same with every decoder.</summary>
    /// <remarks>A frame whose size differs from the first one's is scaled to the first one's.</remarks>
    /// <exception cref="VideoException">The frame's pixel format has no conversion to RGB.</exception>
    void CopyRgb(Span<byte> frame_HWC);
}
