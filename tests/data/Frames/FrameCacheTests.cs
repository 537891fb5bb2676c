using Actors.Data.Batches;
using Actors.Data.Clips;
using Actors.Data.Datasets;
using Actors.Data.Frames;
using Actors.Data.Video;
using Actors.Tests.Data.Datasets;
using CsCheck;
using Xunit;
using DatasetFolder = Actors.Tests.Data.Datasets.TemporaryFolder;

namespace Actors.Tests.Data.Frames;

public class FrameCacheTests
{
    static readonly ClipGeometry Small = new(Frames: 4, Size: 16, TubeletFrames: 2, PatchSize: 4);

    // 60, 41 and 7 frames of other sizes each, one that cannot be opened, one without frames: 250 kB of pixels in all.
    static readonly string[] Files = ["a/1.mp4", "a/2.mp4", "a/bad.mp4", "b/3.mp4", "b/none.mp4"];

    static FakeDecoder Decoder() => new()
    {
        Videos = { ["1.mp4"] = (60, 40, 24), ["2.mp4"] = (41, 24, 24), ["3.mp4"] = (7, 16, 20), ["none.mp4"] = (0, 8, 8) },
        Faults = { ["bad.mp4"] = VideoFault.NoCodec },
    };

    [Fact]
    public Task Batches_are_the_same_with_and_without_a_cache_of_any_size_and_any_number_of_threads() =>
        Gen.Select(Gen.Bool, Gen.Frequency((1, Gen.Int[1, 9000]), (3, Gen.Int[9000, 600_000])), Gen.Int[1, 8], Gen.Int[0, 9999])
        .SampleAsync(async (disk, capacity, workers, seed) =>
        {
            using DatasetFolder folder = new DatasetFolder().With(Files);
            var options = new BatchOptions { BatchSize = 5, Seed = seed, Workers = workers, KeepClips = true };
            List<string> expected = await Batches.BatchStreamTests.Contents(Open(folder, Decoder(), null), options);
            FrameCache cache = disk
                ? FrameCache.OnDisk(Path.Combine(folder.Path, "frames"), capacity, Assert.Fail) : FrameCache.InMemory(capacity);
            var watched = new Watched(Open(folder, Decoder(), cache), () => Assert.InRange(cache.Counts().Bytes, 0, capacity));
            Assert.Equal(expected, await Batches.BatchStreamTests.Contents(watched, options));
            FrameCacheCounts counts = cache.Counts();
            Assert.Equal(watched.Reads, counts.Hits + counts.Misses);
            Assert.Equal((0, capacity), (counts.Damaged, counts.Capacity));
        }, iter: 60);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_second_epoch_decodes_nothing(bool disk)
    {
        using DatasetFolder folder = new DatasetFolder().With("a/1.mp4", "a/2.mp4", "b/3.mp4");
        FakeDecoder decoder = Decoder();
        string frames = Path.Combine(folder.Path, "frames");
        FrameCache cache = disk ? FrameCache.OnDisk(frames, 1 << 20, Assert.Fail) : FrameCache.InMemory(1 << 20);
        VideoDataset set = Open(folder, decoder, cache);
        Parallel.For(0, 3, sample => set.Read(sample, 1, 0));
        int converted = decoder.Converted.Count;
        Parallel.For(0, 60, i => set.Read(i % 3, 1, 1 + (i / 3)));
        Assert.Equal(60 + 41 + 7, converted);
        Assert.Equal(converted, decoder.Converted.Count);
        Assert.All(decoder.Opened, opened => Assert.Equal(1, opened.Value));
        Assert.Equal((60, 3, 0), (cache.Counts().Hits, cache.Counts().Misses, cache.Counts().Evictions));

        // On disk, nor does another process.
        if (disk)
        {
            FakeDecoder later = Decoder();
            FrameCache again = FrameCache.OnDisk(frames, 1 << 20, Assert.Fail);
            Assert.Equal(cache.Counts().Bytes, again.Counts().Bytes);
            Assert.Equal(set.Read(1, 2, 3).Pixels, Open(folder, later, again).Read(1, 2, 3).Pixels);
            Assert.Empty(later.Opened);
        }
    }

    [Fact]
    public void A_video_that_many_threads_ask_for_is_decoded_by_one()
    {
        using DatasetFolder folder = new DatasetFolder().With("a/1.mp4");
        FakeDecoder decoder = Decoder();
        FrameCache cache = FrameCache.InMemory(1 << 20);
        VideoDataset set = Open(folder, decoder, cache);
        Parallel.For(0, 32, new ParallelOptions { MaxDegreeOfParallelism = 8 }, epoch => set.Read(0, 0, epoch));
        Assert.Equal(1, decoder.Opened["1.mp4"]);
        Assert.Equal((31, 1), (cache.Counts().Hits, cache.Counts().Misses));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void The_video_that_was_not_asked_for_the_longest_goes_first(bool disk)
    {
        using DatasetFolder folder = new DatasetFolder().With("a.mp4", "b.mp4", "c.mp4");
        FakeDecoder decoder = new() { Videos = { ["a.mp4"] = (10, 20, 20), ["b.mp4"] = (10, 20, 20), ["c.mp4"] = (10, 20, 20) } };
        long one = disk ? FrameFile.LengthOf(10, 1200) : 12_000;
        long capacity = (2 * one) + 10;
        IFrameStore store = disk
            ? new DiskFrames(Path.Combine(folder.Path, "frames"), capacity, Assert.Fail, new Steps()) : new MemoryFrames(capacity);
        VideoDataset set = Open(folder, decoder, new FrameCache(store, Assert.Fail));
        foreach (int sample in (int[])[0, 1, 0, 2, 0])
        {
            set.Read(sample, 0, 0);
        }

        Assert.Equal((2 * one, 1), (store.Bytes, store.Evictions));
        set.Read(1, 0, 0);
        Assert.Equal((1, 2, 1), (decoder.Opened["a.mp4"], decoder.Opened["b.mp4"], decoder.Opened["c.mp4"]));
        set.Read(2, 0, 0);
        Assert.Equal(2, decoder.Opened["c.mp4"]);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_video_larger_than_half_of_the_cache_is_tried_once_and_the_others_stay(bool disk)
    {
        using DatasetFolder folder = new DatasetFolder().With("large.mp4", "small.mp4");
        FakeDecoder decoder = new() { Videos = { ["large.mp4"] = (100, 40, 40), ["small.mp4"] = (5, 8, 8) } };
        string frames = Path.Combine(folder.Path, "frames");
        FrameCache cache = disk ? FrameCache.OnDisk(frames, 60_000, Assert.Fail) : FrameCache.InMemory(60_000);
        VideoDataset set = Open(folder, decoder, cache);
        byte[] expected = Open(folder, new FakeDecoder { Videos = decoder.Videos }, null).Read(0, 0, 4).Pixels;
        set.Read(1, 0, 0);
        Assert.Equal(expected, set.Read(0, 0, 4).Pixels);
        int opened = decoder.Opened["large.mp4"];
        set.Read(0, 0, 4);
        set.Read(1, 0, 1);

        // For the cache, for counting the frames, for the clip; later for the clip only.
        Assert.Equal((3, 4, 1), (opened, decoder.Opened["large.mp4"], decoder.Opened["small.mp4"]));
        Assert.Equal((1, 3, 0), (cache.Counts().Hits, cache.Counts().Misses, cache.Counts().Evictions));
        Assert.True(!disk || Directory.GetFiles(frames).Length == 1, "half a video was left behind");
    }

    [Fact]
    public void A_file_that_has_changed_is_decoded_anew()
    {
        using DatasetFolder folder = new DatasetFolder().With("1.mp4");
        FakeDecoder decoder = Decoder();
        VideoDataset set = Open(folder, decoder, FrameCache.InMemory(1 << 20));
        set.Read(0, 0, 0);
        File.SetLastWriteTimeUtc(set.Files[0].Path, DateTime.UnixEpoch);
        set.Read(0, 0, 0);
        folder.Write("1.mp4", "longer");
        File.SetLastWriteTimeUtc(set.Files[0].Path, DateTime.UnixEpoch);
        set.Read(0, 0, 0);
        set.Read(0, 0, 0);
        Assert.Equal(3, decoder.Opened["1.mp4"]);
    }

    [Fact]
    public void A_video_whose_frames_have_another_decoder_is_another_video()
    {
        using DatasetFolder folder = new DatasetFolder().With("1.mp4");
        string path = Path.Combine(folder.Path, "1.mp4");
        Assert.NotEqual(VideoKey.Of(path, Decoder()), VideoKey.Of(path, new OtherDecoder()));
        Assert.Equal(VideoKey.Of(path, Decoder()), VideoKey.Of(path, Decoder()));
        Assert.Null(VideoKey.Of(path + ".no", Decoder()));
    }

    static VideoDataset Open(DatasetFolder folder, IVideoDecoder decoder, FrameCache? cache) =>
        VideoDataset.Open(folder.Path, null, decoder, Small, stride: 3, cache: cache);

    /// <summary>Looks at something after every read, failed ones included, and counts them.</summary>
    sealed class Watched(IClipSource source, Action look) : IClipSource
    {
        long reads;

        public long Reads => Interlocked.Read(ref reads);

        public string Name => source.Name;

        public int Count => source.Count;

        public ClipGeometry Geometry => source.Geometry;

        public IReadOnlyList<string> Classes => source.Classes;

        public int LabelOf(int sample) => source.LabelOf(sample);

        public string NameOf(int sample) => source.NameOf(sample);

        public Clip Read(int sample, long seed, long epoch)
        {
            Interlocked.Increment(ref reads);
            try
            {
                return source.Read(sample, seed, epoch);
            }
            finally
            {
                look();
            }
        }
    }

    /// <summary>A clock that goes on a second each time it is looked at.</summary>
    sealed class Steps : TimeProvider
    {
        long seconds;

        public override DateTimeOffset GetUtcNow() => DateTimeOffset.UnixEpoch.AddSeconds(Interlocked.Increment(ref seconds));
    }

    sealed class OtherDecoder : IVideoDecoder
    {
        public string Name => "fake";

        public string Description => "fake, of another version";

        public IVideoReader Open(string path) => throw new VideoException(VideoFault.NoCodec, path, "it opens nothing");
    }
}
