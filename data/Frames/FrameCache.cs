using System.Buffers;
using System.Collections.Concurrent;
using Actors.Data.Datasets;
using Actors.Data.Video;

namespace Actors.Data.Frames;

/// <summary>Decoded frames of whole videos, so that a video is decoded once and not in every epoch.</summary>
/// <remarks>
/// Frames are kept as they are decoded, before anything is drawn: which frames make a clip and how they are cropped differs from epoch to
/// epoch and costs little. So a clip has the same bits with and without the cache. The first clip of a video decodes and converts all of
/// it, which takes longer than the few frames of a clip; it pays from the second epoch on, and not at all where videos are forgotten
/// before they are asked for again. For any number of threads, sources and readers; a video that several ask for is decoded by one.
/// </remarks>
public sealed class FrameCache
{
    /// <summary>A video that takes more than this part of the cache is not kept: it would push everything else out.</summary>
    internal const int VideosAtLeast = 2;

    readonly IFrameStore store;
    readonly Action<string> warn;
    readonly ConcurrentDictionary<string, bool> unfit = new(StringComparer.Ordinal);
    readonly ConcurrentDictionary<string, bool> broken = new(StringComparer.Ordinal);
    readonly HashSet<string> decoding = new(StringComparer.Ordinal);
    long hits;
    long misses;
    long damaged;

    /// <summary>A cache over a store.</summary>
    internal FrameCache(IFrameStore store, Action<string> warn)
    {
        this.store = store;
        this.warn = warn;
    }

    /// <summary>A cache in the memory of this process.</summary>
    /// <param name="capacity">Bytes of frames that it may hold, at least 1.</param>
    public static FrameCache InMemory(long capacity)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(capacity);
        return new FrameCache(new MemoryFrames(capacity), _ => { });
    }

    /// <summary>A cache in a folder, which other processes may use at the same time, and later ones.</summary>
    /// <param name="folder">The folder; made when absent.</param>
    /// <param name="capacity">Bytes of files that it may hold, at least 1. The bound is that of the process which adds a video.</param>
    /// <param name="warn">Told in one line of each file that is damaged, and once when nothing more can be written.</param>
    /// <exception cref="DatasetException">The folder cannot be made or read.</exception>
    public static FrameCache OnDisk(string folder, long capacity, Action<string> warn)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(capacity);
        ArgumentNullException.ThrowIfNull(warn);
        try
        {
            return new FrameCache(new DiskFrames(Path.GetFullPath(folder), capacity, warn, TimeProvider.System), warn);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DatasetException($"{folder} cannot hold decoded frames: {e.Message}; choose another folder, or no cache");
        }
    }

    /// <summary>What it has done so far.</summary>
    public FrameCacheCounts Counts() => new(
        Interlocked.Read(ref hits), Interlocked.Read(ref misses), store.Evictions, Interlocked.Read(ref damaged), store.Bytes, store.Capacity);

    /// <summary>Uses the frames of a video, decoded now if they are not there; null where the video cannot be kept.</summary>
    /// <param name="path">The file.</param>
    /// <param name="decoder">Opens it.</param>
    /// <param name="use">What is made of the frames.</param>
    internal T? Read<T>(string path, IVideoDecoder decoder, Func<IStoredFrames, T> use)
        where T : class
    {
        if (VideoKey.Of(path, decoder) is { } key && !unfit.ContainsKey(key))
        {
            if (Found(key, path, use) is { } found)
            {
                return found;
            }

            Begin(key);
            try
            {
                // Somebody else may have decoded it meanwhile.
                return Found(key, path, use) ?? Decoded(key, path, decoder, use);
            }
            finally
            {
                End(key);
            }
        }

        Interlocked.Increment(ref misses);
        return null;
    }

    T? Found<T>(string key, string path, Func<IStoredFrames, T> use)
        where T : class
    {
        try
        {
            using IStoredFrames? frames = store.Find(key);
            if (frames is null)
            {
                return null;
            }

            T made = use(frames);
            Interlocked.Increment(ref hits);
            return made;
        }
        catch (DamagedFramesException fault)
        {
            // In a folder that may only be read it stays what it is.
            if (broken.TryAdd(key, true))
            {
                Interlocked.Increment(ref damaged);
                warn($"{fault.Message}; {path} is decoded again");
            }
            else
            {
                unfit[key] = true;
            }

            store.Discard(key);
            return null;
        }
    }

    T? Decoded<T>(string key, string path, IVideoDecoder decoder, Func<IStoredFrames, T> use)
        where T : class
    {
        Interlocked.Increment(ref misses);
        try
        {
            using IStoredFrames? frames = Decode(key, path, decoder);
            return frames is null ? null : use(frames);
        }
        catch (VideoException)
        {
            // It may concern frames that no clip needs: who reads without a cache finds out, and says what is to be said.
            unfit[key] = true;
            return null;
        }
        catch (DamagedFramesException)
        {
            // Written a moment ago and already not what it was: the next reader will say so.
            return null;
        }
    }

    IStoredFrames? Decode(string key, string path, IVideoDecoder decoder)
    {
        if (store.Closed)
        {
            return null;
        }

        using IVideoReader reader = decoder.Open(path);
        using IFrameRecording recording = store.Begin(key, reader.Width, reader.Height);
        int length = checked(reader.Width * reader.Height * 3);
        byte[] frame = ArrayPool<byte>.Shared.Rent(length);
        try
        {
            bool any = false;
            while (reader.Next())
            {
                any = true;
                reader.CopyRgb(frame.AsSpan(0, length));
                if (!recording.Add(frame.AsSpan(0, length)))
                {
                    if (recording.TooLarge)
                    {
                        unfit[key] = true;
                    }

                    return null;
                }
            }

            return any ? recording.Complete() : throw new VideoException(VideoFault.NoFrames, path, "not one frame");
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(frame);
        }
    }

    void Begin(string key)
    {
        lock (decoding)
        {
            while (!decoding.Add(key))
            {
                Monitor.Wait(decoding);
            }
        }
    }

    void End(string key)
    {
        lock (decoding)
        {
            decoding.Remove(key);
            Monitor.PulseAll(decoding);
        }
    }
}
