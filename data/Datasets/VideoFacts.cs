using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Actors.Data.Video;

namespace Actors.Data.Datasets;

/// <summary>What must be known of a file before frames can be chosen.</summary>
/// <param name="Frames">Frames that decode, counted: what a container states is often wrong.</param>
/// <param name="ReadErrors">Packets that could not be read or decoded.</param>
/// <param name="Fault">Why it cannot be used, or null.</param>
sealed record VideoFacts(int Frames, int ReadErrors, VideoException? Fault)
{
    // Data sets that share a decoder share what is known of its files, and let go of it together with the decoder.
    static readonly ConditionalWeakTable<IVideoDecoder, ConcurrentDictionary<string, Lazy<VideoFacts>>> Known = [];

    /// <summary>The facts of a file: decoded to its end the first time, remembered afterwards, faults included.</summary>
    public static VideoFacts Of(string path, IVideoDecoder decoder) => Known
        .GetValue(decoder, static _ => new ConcurrentDictionary<string, Lazy<VideoFacts>>())
        .GetOrAdd(path, static (path, decoder) => new Lazy<VideoFacts>(() => Count(path, decoder)), decoder)
        .Value;

    static VideoFacts Count(string path, IVideoDecoder decoder)
    {
        try
        {
            using IVideoReader reader = decoder.Open(path);
            int frames = 0;
            while (reader.Next())
            {
                frames++;
            }

            return frames > 0
                ? new VideoFacts(frames, reader.ReadErrors, null)
                : new VideoFacts(
                    0, reader.ReadErrors, new VideoException(VideoFault.NoFrames, path, $"not one frame in a {reader.Codec} stream"));
        }
        catch (VideoException fault)
        {
            return new VideoFacts(0, 0, fault);
        }
    }
}
