namespace Actors.Data.Video;

/// <summary>What a video file holds, found by decoding all of it.</summary>
/// <param name="Codec">FFmpeg's name of the codec.</param>
/// <param name="Width">Width of the upright frames, in pixels.</param>
/// <param name="Height">Height of the upright frames, in pixels.</param>
/// <param name="Frames">Frames that decode; what the container states is not asked.</param>
/// <param name="FramesPerSecond">Average rate that the container states, in frames per second; 0 when it states none.</param>
/// <param name="ReadErrors">Packets that could not be read or decoded.</param>
/// <param name="Rotation">Clockwise turn that made the frames upright, in degrees: 0, 90, 180 or 270.</param>
public sealed record VideoProbe(string Codec, int Width, int Height, int Frames, double FramesPerSecond, int ReadErrors, int Rotation)
{
    /// <summary>Decodes a file to its end.</summary>
    /// <exception cref="VideoException">It cannot be read as video or has no frame.</exception>
    public static VideoProbe Of(IVideoDecoder decoder, string path)
    {
        ArgumentNullException.ThrowIfNull(decoder);
        using IVideoReader reader = decoder.Open(path);
        int frames = 0;
        while (reader.Next())
        {
            frames++;
        }

        return frames == 0
            ? throw new VideoException(VideoFault.NoFrames, path, $"its {reader.Codec} stream ended without one frame")
            : new(reader.Codec, reader.Width, reader.Height, frames, reader.FramesPerSecond, reader.ReadErrors, reader.Rotation);
    }
}
