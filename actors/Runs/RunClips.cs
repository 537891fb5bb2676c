using Actors.Configuration;
using Actors.Data;
using Actors.Data.Clips;
using Actors.Data.Frames;
using Actors.Data.Motion;
using Actors.Data.Video;
using Actors.Logging;

namespace Actors.Runs;

/// <summary>Opens the clips that a run learns from.</summary>
public static class RunClips
{
    /// <summary>The source whose clips the run writes as video files itself.</summary>
    public const string MotionFilesSource = "motion-files";

    /// <summary>Opens the source that the options name.</summary>
    /// <exception cref="Actors.Data.Datasets.DatasetException">There is no such source or split, or something is wrong with it.</exception>
    /// <exception cref="VideoDecoderException">Files are to be decoded and no decoder can be had.</exception>
    public static OpenedClips Open(RunOptions options, RunDirectory directory, IRunObserver observer, CancellationToken stop)
    {
        string decoderUsed = "";
        ClipGeometry geometry = RunPlans.GeometryOf(options.Model);
        bool writes = options.Data.Source == MotionFilesSource;
        if (writes && options.Resume.Length == 0)
        {
            WriteClips(directory.Clips, options, geometry, Decoder(), observer, stop);
        }

        FrameCache? cache = ClipSources.Generated.Contains(options.Data.Source) ? null : CacheOf(options.Data, observer);
        IClipSource source = ClipSources.Open(writes ? directory.Clips : options.Data.Source, new ClipSourceOptions
        {
            Geometry = geometry,
            Split = options.Data.Split.Length == 0 ? null : options.Data.Split,
            Stride = options.Data.Stride,
            Cache = cache,
            GeneratedClips = options.Data.Clips,
            GeneratedSeed = options.Training.Seed,
        }, Decoder);
        return new OpenedClips(source, decoderUsed, cache);

        IVideoDecoder Decoder()
        {
            IVideoDecoder decoder = VideoDecoders.Open(options.Data.Decoder);
            decoderUsed = decoder.Description;
            return decoder;
        }
    }

    static FrameCache? CacheOf(DataOptions data, IRunObserver observer) => data.Cache switch
    {
        FrameCaching.Memory => FrameCache.InMemory((long)data.CacheSize << 20),
        FrameCaching.Disk => FrameCache.OnDisk(
            data.CacheFolder.Length > 0 ? data.CacheFolder : UserFolder(), (long)data.CacheSize << 20,
            text => observer.Event(new RunEvent(RunSeverity.Warning, text) { Kind = EventKinds.FrameCache })),
        _ => null,
    };

    static string UserFolder()
    {
        string? named = Environment.GetEnvironmentVariable("XDG_CACHE_HOME");
        string caches = string.IsNullOrEmpty(named)
            ? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache") : named;
        return Path.Combine(caches, "actors", "frames");
    }

    static void WriteClips(string folder, RunOptions options, ClipGeometry clip, IVideoDecoder decoder, IRunObserver observer, CancellationToken stop)
    {
        // A quarter larger than a clip and twice as long, so that crops and offsets have something to choose from.
        var video = clip with { Frames = 2 * clip.Frames, Size = clip.Size + (clip.Size / 4 / clip.PatchSize * clip.PatchSize) };
        var motion = new MotionClips(video, options.Data.Clips, options.Training.Seed);
        observer.Event(new RunEvent(RunSeverity.Info, $"writing {motion.Count} clips of moving objects ({video.Frames} frames, {video.Size} x {video.Size}) to {folder}")
        {
            Kind = EventKinds.ClipsWritten,
        });
        MotionFiles.Write(folder, motion, decoder, _ => { }, stop);
    }
}
