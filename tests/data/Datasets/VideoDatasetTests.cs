using Actors.Data.Batches;
using Actors.Data.Clips;
using Actors.Data.Datasets;
using Actors.Data.Sampling;
using Actors.Data.Video;
using Xunit;

namespace Actors.Tests.Data.Datasets;

public class VideoDatasetTests
{
    static readonly ClipGeometry Small = new(Frames: 16, Size: 32);

    [Fact]
    public void A_training_clip_is_the_frames_and_the_crop_of_its_key()
    {
        using TemporaryFolder folder = new TemporaryFolder().With("a/one.mp4");
        FakeDecoder decoder = new() { Videos = { ["one.mp4"] = (200, 48, 32) } };
        VideoDataset set = VideoDataset.Open(folder.Path, null, decoder, Small);
        HashSet<int> offsets = [];
        for (int epoch = 0; epoch < 20; epoch++)
        {
            decoder.Converted.Clear();
            Clip clip = set.Read(0, 1, epoch);
            int[] frames = [.. decoder.Converted.Select(each => each.Frame)];
            Assert.Equal(FrameSampling.Frames(200, 16, 4, frames[0]), frames);
            Assert.InRange(frames[0], 0, 136);
            Assert.Equal(frames.Select(frame => (byte)frame), Enumerable.Range(0, 16).Select(i => clip.Plane(0, i)[500]));
            Assert.Equal(clip.Pixels, set.Read(0, 1, epoch).Pixels);
            offsets.Add(frames[0]);
        }

        Assert.True(offsets.Count > 10, string.Join(' ', offsets));
    }

    [Fact]
    public void An_evaluation_clip_is_the_middle_in_time_and_space_at_every_key()
    {
        using TemporaryFolder folder = new TemporaryFolder().With("a/one.mp4");
        FakeDecoder decoder = new() { Videos = { ["one.mp4"] = (200, 48, 32) } };
        VideoDataset set = VideoDataset.Open(folder.Path, null, decoder, Small, evaluation: true);
        Clip clip = set.Read(0, 1, 2);
        Assert.Equal(clip.Pixels, set.Read(0, 3, 4).Pixels);
        Assert.Equal(68, clip.Plane(0, 0)[0]);
        Assert.Equal(Enumerable.Range(8, 32).Select(x => (byte)x), clip.Plane(1, 0)[..32].ToArray());
        Assert.Equal(31, clip.Plane(2, 0)[31 * 32]);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(15)]
    [InlineData(20)]
    public void A_short_video_repeats_its_last_frame_and_converts_none_twice(int available)
    {
        using TemporaryFolder folder = new TemporaryFolder().With("short.avi");
        FakeDecoder decoder = new() { Videos = { ["short.avi"] = (available, 20, 30) } };
        VideoDataset set = VideoDataset.Open(folder.Path, null, decoder, Small, stride: 4);
        Clip clip = set.Read(0, 0, 0);
        int[] frames = FrameSampling.Frames(available, 16, 4, 0);
        Assert.Equal(frames.Select(frame => (byte)frame), Enumerable.Range(0, 16).Select(i => clip.Plane(0, i)[0]));
        Assert.Equal(frames.Distinct(), decoder.Converted.Select(each => each.Frame));
    }

    [Fact]
    public void Frames_are_counted_once_for_all_data_sets_of_a_decoder()
    {
        using TemporaryFolder folder = new TemporaryFolder().With("a/one.mp4");
        FakeDecoder decoder = new();
        VideoDataset train = VideoDataset.Open(folder.Path, null, decoder, Small);
        VideoDataset evaluation = VideoDataset.Open(folder.Path, null, decoder, Small, evaluation: true);
        Parallel.For(0, 8, epoch => train.Read(0, 0, epoch));
        evaluation.Read(0, 0, 0);
        Assert.Equal(10, decoder.Opened["one.mp4"]);
    }

    [Theory]
    [InlineData(VideoFault.OpenFailed, "openfailed")]
    [InlineData(VideoFault.NoVideoStream, "novideostream")]
    public void An_unreadable_file_says_why_and_is_opened_once(VideoFault fault, string reason)
    {
        using TemporaryFolder folder = new TemporaryFolder().With("a/bad.mp4");
        FakeDecoder decoder = new() { Faults = { ["bad.mp4"] = fault } };
        VideoDataset set = VideoDataset.Open(folder.Path, null, decoder, Small);
        for (int epoch = 0; epoch < 3; epoch++)
        {
            ClipUnreadableException failure = Assert.Throws<ClipUnreadableException>(() => set.Read(0, 0, epoch));
            Assert.Equal(("a/bad.mp4", reason, $"{fault} on purpose"), (failure.Name, failure.Reason, failure.Detail));
        }

        Assert.Equal(1, decoder.Opened["bad.mp4"]);
    }

    [Fact]
    public void A_video_without_frames_is_unreadable()
    {
        using TemporaryFolder folder = new TemporaryFolder().With("a/empty.mp4");
        FakeDecoder decoder = new() { Videos = { ["empty.mp4"] = (0, 1, 1) } };
        Assert.Equal("noframes", Assert.Throws<ClipUnreadableException>(() =>
            VideoDataset.Open(folder.Path, null, decoder, Small).Read(0, 0, 0)).Reason);
    }

    [Fact]
    public async Task Batches_of_files_do_not_depend_on_the_workers_and_skip_the_bad_ones()
    {
        using TemporaryFolder folder = new TemporaryFolder().With("a/1.mp4", "a/2.mp4", "a/bad.mp4", "b/3.mp4", "b/none.mp4");
        List<string>? expected = null;
        foreach (int workers in (int[])[1, 2, 4, 8])
        {
            FakeDecoder decoder = new()
            {
                Videos = { ["1.mp4"] = (100, 64, 40), ["2.mp4"] = (7, 16, 16), ["none.mp4"] = (0, 8, 8) },
                Faults = { ["bad.mp4"] = VideoFault.NoCodec },
            };
            VideoDataset set = VideoDataset.Open(folder.Path, null, decoder, Small);
            List<string> contents = await Batches.BatchStreamTests.Contents(
                set, new BatchOptions { BatchSize = 5, Workers = workers, KeepClips = true });
            expected ??= contents;
            Assert.Equal(expected, contents);
            Assert.All(contents, batch => Assert.True(batch.Contains("nocodec", StringComparison.Ordinal) && batch.Contains("noframes", StringComparison.Ordinal)));
            Assert.Equal(1, decoder.Opened["bad.mp4"]);
        }
    }
}
