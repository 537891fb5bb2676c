using System.Buffers;
using Actors.Data.Clips;
using Actors.Data.Frames;
using Actors.Data.Randomness;
using Actors.Data.Sampling;
using Actors.Data.Video;

namespace Actors.Data.Datasets;

/// <summary>Clips cut from the video files of a folder.</summary>
/// <remarks>
/// A file is decoded to its end once, to count its frames, and from its first frame to the last one needed for every clip: seeking by
/// time misses by some frames in several containers. Only chosen frames are converted to pixels. With a <see cref="FrameCache"/> all
/// frames are, once, and later clips of the file are cut from them. Training draws the offset and a <see cref="MultiScaleCrop"/>,
/// evaluation takes the middle of both.
/// </remarks>
public sealed class VideoDataset : IClipSource
{
    readonly IVideoDecoder decoder;
    readonly int stride;
    readonly bool evaluation;
    readonly FrameCache? cache;

    VideoDataset(string name, Split split, IVideoDecoder decoder, ClipGeometry geometry, int stride, bool evaluation, FrameCache? cache)
    {
        Name = name;
        Classes = split.Classes;
        Files = split.Files;
        Geometry = geometry;
        this.decoder = decoder;
        this.stride = stride;
        this.evaluation = evaluation;
        this.cache = cache;
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public int Count => Files.Count;

    /// <inheritdoc/>
    public ClipGeometry Geometry { get; }

    /// <inheritdoc/>
    public IReadOnlyList<string> Classes { get; }

    /// <summary>The files, by sample number.</summary>
    public IReadOnlyList<VideoFile> Files { get; }

    /// <summary>Finds the files of a split.</summary>
    /// <param name="path">A folder of class folders, with or without split lists, or of videos.</param>
    /// <param name="split">Name of a list, such as <c>train</c>, <c>test</c> or <c>train02</c>; <c>all</c> for every video; null for
    /// <c>train</c> where there are lists and <c>all</c> where there are none.</param>
    /// <param name="decoder">Opens the files; not disposed by the data set.</param>
    /// <param name="geometry">Size of the clips.</param>
    /// <param name="stride">Frames of the video from one frame of the clip to the next, at least 1.</param>
    /// <param name="evaluation">Whether clips are the middle of the video, in time and space, at every seed.</param>
    /// <param name="cache">Where decoded frames are kept; null keeps none. The clips are the same.</param>
    /// <exception cref="DatasetException">The folder or a list is missing, empty or malformed; the text names it and the way
    /// out.</exception>
    public static VideoDataset Open(
        string path, string? split, IVideoDecoder decoder, ClipGeometry geometry, int stride = 4, bool evaluation = false, FrameCache? cache = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(stride);
        VideoFolder folder = VideoFolder.Open(path);
        Split found = Split.Open(folder, split);
        return new VideoDataset($"{Path.GetFileName(folder.Path)}/{found.Name}", found, decoder, geometry.Validated(), stride, evaluation, cache);
    }

    /// <summary>Names of the splits that a folder has, <c>all</c> last.</summary>
    /// <exception cref="DatasetException">The folder is missing.</exception>
    public static IReadOnlyList<string> SplitsOf(string path) => Split.NamesIn(VideoFolder.Open(path));

    /// <inheritdoc/>
    public int LabelOf(int sample) => Files[sample].Label;

    /// <inheritdoc/>
    public string NameOf(int sample) => Files[sample].Name;

    /// <summary>Packets of a file that could not be read or decoded; the frames that remain are used. 0 for a sound file.</summary>
    /// <remarks>Decodes the file to its end if that was not done before.</remarks>
    public int ReadErrorsOf(int sample) => VideoFacts.Of(Files[sample].Path, decoder).ReadErrors;

    /// <inheritdoc/>
    public Clip Read(int sample, long seed, long epoch)
    {
        VideoFile file = Files[sample];
        return cache?.Read(file.Path, decoder, frames => Cut(frames, file, sample, seed, epoch)) ?? Decode(file, sample, seed, epoch);
    }

    Clip Decode(VideoFile file, int sample, long seed, long epoch)
    {
        VideoFacts facts = VideoFacts.Of(file.Path, decoder);
        if (facts.Fault is { } fault)
        {
            throw Unreadable(file, fault);
        }

        int[] frames = Choose(facts.Frames, sample, seed, epoch);
        try
        {
            using IVideoReader reader = decoder.Open(file.Path);
            return Cut(reader, file, frames, CropOf(reader.Width, reader.Height, sample, seed, epoch));
        }
        catch (VideoException later)
        {
            throw Unreadable(file, later);
        }
    }

    int[] Choose(int available, int sample, long seed, long epoch)
    {
        int last = FrameSampling.LastOffset(available, Geometry.Frames, stride);
        int offset = evaluation ? last / 2 : new KeyedRandom(seed, epoch, sample, RandomPurpose.FrameOffset).NextInt(last + 1);
        return FrameSampling.Frames(available, Geometry.Frames, stride, offset);
    }

    CropWindow CropOf(int width, int height, int sample, long seed, long epoch) => evaluation
        ? CropWindow.Center(width, height)
        : MultiScaleCrop.Draw(width, height, Geometry.Size, new KeyedRandom(seed, epoch, sample, RandomPurpose.Crop));

    Clip Cut(IStoredFrames stored, VideoFile file, int sample, long seed, long epoch)
    {
        int[] frames = Choose(stored.Count, sample, seed, epoch);
        CropWindow crop = CropOf(stored.Width, stored.Height, sample, seed, epoch);
        Clip clip = Unfilled(file);
        for (int i = 0; i < frames.Length; i++)
        {
            if (i > 0 && frames[i] == frames[i - 1])
            {
                CopyPlanes(clip, i - 1, i);
            }
            else
            {
                Resize(stored.Frame(frames[i]), stored.Width, crop, clip, i);
            }
        }

        return clip;
    }

    Clip Cut(IVideoReader reader, VideoFile file, int[] frames, CropWindow crop)
    {
        Clip clip = Unfilled(file);
        int length = checked(reader.Width * reader.Height * 3);
        byte[] frame = ArrayPool<byte>.Shared.Rent(length);
        try
        {
            int at = -1;
            for (int i = 0; i < frames.Length; i++)
            {
                if (frames[i] == at)
                {
                    CopyPlanes(clip, i - 1, i);
                    continue;
                }

                for (; at < frames[i]; at++)
                {
                    if (!reader.Next())
                    {
                        throw new VideoException(
                            VideoFault.NoFrames, file.Path, $"frame {at + 1} was there when the frames were counted, and is gone");
                    }
                }

                reader.CopyRgb(frame.AsSpan(0, length));
                Resize(frame.AsSpan(0, length), reader.Width, crop, clip, i);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(frame);
        }

        return clip;
    }

    Clip Unfilled(VideoFile file) => new(Geometry, GC.AllocateUninitializedArray<byte>(Geometry.ClipBytes), file.Label, file.Name);

    void Resize(ReadOnlySpan<byte> frame, int width, CropWindow crop, Clip clip, int i) =>
        BilinearResize.Apply(frame, width, crop, Geometry.Size, clip.Plane(0, i), clip.Plane(1, i), clip.Plane(2, i));

    static void CopyPlanes(Clip clip, int from, int to)
    {
        for (int c = 0; c < 3; c++)
        {
            clip.Plane(c, from).CopyTo(clip.Plane(c, to));
        }
    }

    static ClipUnreadableException Unreadable(VideoFile file, VideoException fault) =>
        new(file.Name, fault.Fault.ToString().ToLowerInvariant(), fault.Detail);
}
