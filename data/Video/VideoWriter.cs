namespace Actors.Data.Video;

/// <summary>Writes RGB frames as MPEG-4 Part 2 in an <c>.mp4</c> file.</summary>
/// <remarks>
/// The same frames give the same bytes with the same FFmpeg libraries. The file appears under its name in <see cref="Finish"/>, whole; a
/// writer that is disposed before leaves nothing behind. Not for several threads.
/// </remarks>
public sealed class VideoWriter : IDisposable
{
    /// <summary>Frames from one key frame to the next.</summary>
    public const int GroupOfPictures = 12;

    /// <summary>Least width, in pixels: FFmpeg 7 decodes no MPEG-4 picture that is one macroblock (16 pixels) wide.</summary>
    public const int MinWidth = 17;

    /// <summary>Largest width and height, in pixels: MPEG-4 states them in 13 bits.</summary>
    public const int MaxSize = 8191;

    readonly LibAvMuxer muxer;
    readonly string path;
    readonly string partial;
    bool finished;

    VideoWriter(LibAvMuxer muxer, string path, string partial)
    {
        this.muxer = muxer;
        this.path = path;
        this.partial = partial;
    }

    /// <summary>Frames written so far.</summary>
    public int Frames { get; private set; }

    /// <summary>Begins a file beside its final place.</summary>
    /// <param name="decoder">The libraries to write with, from <see cref="VideoDecoders.Open"/>.</param>
    /// <param name="path">The file; one that exists is replaced when this one is finished. Its folder must exist.</param>
    /// <param name="width"><see cref="MinWidth"/> to <see cref="MaxSize"/> pixels.</param>
    /// <param name="height">1 to <see cref="MaxSize"/> pixels.</param>
    /// <param name="framesPerSecond">More than 0, at most 1000; kept as the nearest fraction that MPEG-4 can state.</param>
    /// <exception cref="ArgumentException">A size or rate is out of range, or the decoder is of another kind.</exception>
    /// <exception cref="IOException">The file cannot be written there.</exception>
    public static VideoWriter Create(IVideoDecoder decoder, string path, int width, int height, double framesPerSecond)
    {
        ArgumentNullException.ThrowIfNull(decoder);
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentOutOfRangeException.ThrowIfLessThan(width, MinWidth);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(width, MaxSize);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(height, MaxSize);
        if (!(framesPerSecond > 0 && framesPerSecond <= 1000))
        {
            throw new ArgumentOutOfRangeException(
                nameof(framesPerSecond), framesPerSecond, "frames per second must be more than 0 and at most 1000");
        }

        if (decoder is not LibAvDecoder libav)
        {
            throw new ArgumentException(
                $"a video is written with a decoder from VideoDecoders.Open, not with {decoder.Name}", nameof(decoder));
        }

        string full = Path.GetFullPath(path);
        string partial = full + ".partial";
        try
        {
            return new VideoWriter(new LibAvMuxer(libav.Encoding, partial, width, height, framesPerSecond), full, partial);
        }
        catch
        {
            Remove(partial);
            throw;
        }
    }

    /// <summary>Appends a frame.</summary>
    /// <param name="frame_HWC">8-bit RGB <c>[height, width, 3]</c>.</param>
    /// <exception cref="IOException">FFmpeg could not encode or write it.</exception>
    public void Write(ReadOnlySpan<byte> frame_HWC)
    {
        if (finished)
        {
            throw new InvalidOperationException($"{path} is finished, no frame can be added");
        }

        muxer.Write(frame_HWC);
        Frames++;
    }

    /// <summary>Completes the file and gives it its name.</summary>
    /// <exception cref="InvalidOperationException">No frame was written, or it is finished already.</exception>
    /// <exception cref="IOException">The file could not be completed.</exception>
    public void Finish()
    {
        if (finished || Frames == 0)
        {
            throw new InvalidOperationException($"{path}: {(finished ? "it is finished already" : "a video needs at least one frame")}");
        }

        muxer.Finish();
        File.Move(partial, path, overwrite: true);
        finished = true;
    }

    /// <summary>Closes the file; what was not finished is removed.</summary>
    public void Dispose()
    {
        muxer.Dispose();
        if (!finished)
        {
            Remove(partial);
        }
    }

    // File.Delete does not mind an absent file, but it does mind an absent folder.
    static void Remove(string path)
    {
        if (File.Exists(path))
        {
            File.Delete(path);
        }
    }
}
