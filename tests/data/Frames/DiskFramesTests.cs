using System.Collections.Concurrent;
using Actors.Data.Clips;
using Actors.Data.Datasets;
using Actors.Data.Frames;
using Actors.Tests.Data.Datasets;
using CsCheck;
using Xunit;
using DatasetFolder = Actors.Tests.Data.Datasets.TemporaryFolder;

namespace Actors.Tests.Data.Frames;

public class DiskFramesTests
{
    // All frames of a video of 40, so that no damage is passed over.
    static readonly ClipGeometry Whole = new(Frames: 40, Size: 8, TubeletFrames: 2, PatchSize: 4);

    readonly ConcurrentQueue<string> warnings = new();

    [Fact]
    public void A_file_that_was_damaged_anywhere_never_changes_a_clip_and_is_written_again_with_one_warning()
    {
        using DatasetFolder folder = new DatasetFolder().With("1.mp4");
        byte[][] expected = Clips(Open(folder, new FakeDecoder(), null));
        string frames = Path.Combine(folder.Path, "frames");
        Clips(Open(folder, new FakeDecoder(), Cache(frames)));
        string file = Assert.Single(Directory.GetFiles(frames));
        byte[] whole = File.ReadAllBytes(file);
        Gen.Select(Gen.Int[0, 3], Gen.Int[0, whole.Length - 1], Gen.Byte[1, 255]).Sample((kind, at, bits) =>
        {
            warnings.Clear();
            byte[] damaged = [.. whole];
            damaged[at] ^= bits;
            File.WriteAllBytes(file, kind switch
            {
                0 => whole[..at],
                1 => [.. whole, .. whole[..(at + 1)]],
                _ => damaged,
            });
            Assert.Equal(expected, Clips(Open(folder, new FakeDecoder(), Cache(frames))));
            string warning = Assert.Single(warnings);
            Assert.StartsWith($"{file} is damaged: ", warning, StringComparison.Ordinal);
            Assert.EndsWith("1.mp4 is decoded again", warning, StringComparison.Ordinal);
            Assert.Equal(whole, File.ReadAllBytes(file));
        }, iter: 200, threads: 1);
    }

    [Fact]
    public void Another_s_frames_under_a_video_s_name_are_not_taken_for_its_own()
    {
        using DatasetFolder folder = new DatasetFolder().With("1.mp4", "2.mp4");
        string frames = Path.Combine(folder.Path, "frames");
        var decoder = new FakeDecoder { Videos = { ["1.mp4"] = (30, 20, 20), ["2.mp4"] = (60, 40, 40) } };
        Open(folder, decoder, Cache(frames)).Read(0, 0, 0);
        string first = Assert.Single(Directory.GetFiles(frames));
        Open(folder, decoder, Cache(frames)).Read(1, 0, 0);
        string second = Assert.Single(Directory.GetFiles(frames).Except([first]));
        File.Copy(second, first, overwrite: true);
        FrameCache cache = Cache(frames);
        Assert.Equal(Open(folder, decoder, null).Read(0, 0, 0).Pixels, Open(folder, decoder, cache).Read(0, 0, 0).Pixels);
        Assert.Equal((1, 1), (cache.Counts().Damaged, warnings.Count));
    }

    [Fact]
    public void A_full_disk_is_said_once_and_the_run_goes_on_with_what_is_there()
    {
        using DatasetFolder folder = new DatasetFolder().With("1.mp4", "2.mp4", "3.mp4", "4.mp4");
        byte[][] expected = Clips(Open(folder, new FakeDecoder(), null));
        string frames = Path.Combine(folder.Path, "frames");
        Gen.Int[0, 700_000].Sample(room =>
        {
            warnings.Clear();
            Array.ForEach(Directory.Exists(frames) ? Directory.GetFiles(frames) : [], File.Delete);
            var disk = new SmallDisk(room);
            var cache = new FrameCache(new DiskFrames(frames, 10 << 20, warnings.Enqueue, TimeProvider.System, disk.Create), warnings.Enqueue);
            var decoder = new FakeDecoder();
            VideoDataset set = Open(folder, decoder, cache);
            Assert.Equal(expected, Clips(set));
            int kept = Directory.GetFiles(frames, "*.frames").Length;
            Assert.Equal(room / FrameFile.LengthOf(40, 48 * 32 * 3), kept);
            Assert.Equal(kept, Directory.GetFiles(frames).Length);
            Assert.Equal(kept == 4 ? 0 : 1, warnings.Count);
            Assert.All(warnings, warning => Assert.StartsWith($"decoded frames cannot be written to {frames}: no space", warning, StringComparison.Ordinal));
            Clips(set);
            Assert.Equal(kept, decoder.Opened.Count(file => file.Value == 1));
        }, iter: 30, threads: 1);
    }

    [Fact]
    public void Two_caches_over_one_folder_share_what_they_decode_and_keep_within_the_bound()
    {
        using DatasetFolder folder = new DatasetFolder().With([.. Enumerable.Range(0, 12).Select(i => $"{i:00}.mp4")]);
        byte[][] expected = Clips(Open(folder, new FakeDecoder(), null));
        string frames = Path.Combine(folder.Path, "frames");
        long one = FrameFile.LengthOf(40, 48 * 32 * 3);
        VideoDataset[] sets = [.. Enumerable.Range(0, 2).Select(_ => Open(folder, new FakeDecoder(), Cache(frames, 5 * one)))];
        Parallel.For(0, 240, new ParallelOptions { MaxDegreeOfParallelism = 6 }, i =>
        {
            int sample = i * 7 % 12;
            Assert.Equal(expected[sample], sets[i % 2].Read(sample, 0, sample).Pixels);
        });

        // The next that is added makes room for whatever two at once have added too much.
        Cache(frames, 5 * one);
        Assert.InRange(new DirectoryInfo(frames).EnumerateFiles().Sum(file => file.Length), one, 5 * one);
        Assert.Empty(warnings);
        Assert.Empty(Directory.GetFiles(frames, "*.partial"));
    }

    [Fact]
    public void What_a_killed_process_has_left_half_written_is_removed_later_and_what_is_being_written_is_not()
    {
        using DatasetFolder folder = new();
        folder.Write("old-1-1.partial", "half").Write("new-2-1.partial", "half").Write("of somebody else", "text");
        File.SetLastWriteTimeUtc(Path.Combine(folder.Path, "old-1-1.partial"), DateTime.UtcNow.AddHours(-2));
        Cache(folder.Path, 1);
        Assert.Equal(["new-2-1.partial", "of somebody else"], Directory.GetFiles(folder.Path).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_folder_that_cannot_be_made_is_one_line()
    {
        using DatasetFolder folder = new DatasetFolder().With("file");
        DatasetException refused = Assert.Throws<DatasetException>(() => Cache(Path.Combine(folder.Path, "file", "frames")));
        Assert.StartsWith($"{folder.Path}/file/frames cannot hold decoded frames: ", refused.Message, StringComparison.Ordinal);
        Assert.EndsWith("choose another folder, or no cache", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', refused.Message);
    }

    FrameCache Cache(string folder, long capacity = 10 << 20) => FrameCache.OnDisk(folder, capacity, warnings.Enqueue);

    static VideoDataset Open(DatasetFolder folder, FakeDecoder decoder, FrameCache? cache) =>
        VideoDataset.Open(folder.Path, null, decoder, Whole, stride: 1, cache: cache);

    static byte[][] Clips(VideoDataset set) => [.. Enumerable.Range(0, set.Count).Select(sample => set.Read(sample, 0, sample).Pixels)];

    /// <summary>A disk that holds so many bytes.</summary>
    sealed class SmallDisk(long room)
    {
        long left = room;

        public Stream Create(string path) => new Limited(this, path);

        sealed class Limited(SmallDisk disk, string path) : FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0)
        {
            public override void Write(ReadOnlySpan<byte> bytes)
            {
                disk.left -= bytes.Length;
                if (disk.left < 0)
                {
                    throw new IOException("no space left on device");
                }

                base.Write(bytes);
            }
        }
    }
}
