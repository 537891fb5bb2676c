using Actors.Configuration;
using Actors.Regimes;
using Actors.Runs;
using Xunit;

namespace Actors.Tests.Runs;

/// <summary>Runs on real video files, with decoded frames kept and not.</summary>
public class FrameCachingTests
{
    // 15 files of 8 frames of 40 x 40, and 48 clips cut from them.
    static readonly RunOptions onFiles = TinyRun.Options with
    {
        Data = new DataOptions { Source = RunClips.MotionFilesSource, Clips = 15, Workers = 2 },
        Training = TinyRun.Options.Training with { Batch = 4, Steps = 12 },
    };

    [Fact]
    public async Task A_run_has_the_same_weights_with_frames_kept_anywhere_and_decodes_each_video_once()
    {
        using var folder = new TemporaryFolder();
        IReadOnlyList<string> expected = await TinyRun.Weights(onFiles);
        foreach (FrameCaching where in (FrameCaching[])[FrameCaching.Memory, FrameCaching.Disk])
        {
            RunOutcome outcome = await TinyRun.Of(onFiles with { Data = onFiles.Data with { Cache = where, CacheFolder = folder.In("frames") } });
            Assert.Equal(expected, outcome.Summary!.WeightsSha256);
            DataSummary data = outcome.Summary.Data!;
            Assert.InRange(data.WaitShare, 0, 1);

            // The workers read some clips ahead that no batch needs any more.
            Assert.Equal((15, 0, 0), (data.Cache!.Misses, data.Cache.Evictions, data.Cache.Damaged));
            Assert.InRange(data.Cache.Hits, 48 - 15, 48 - 15 + 12);
            Assert.InRange(data.Cache.Bytes, 15 * 8 * 40 * 40 * 3, 1 << 20);
        }
    }

    [Fact]
    public async Task Generated_clips_have_no_cache_and_a_run_says_how_long_it_waited_for_data()
    {
        foreach (Regime regime in Enum.GetValues<Regime>())
        {
            RunOutcome outcome = await TinyRun.Of((TinyRun.Options with { Data = TinyRun.Options.Data with { Cache = FrameCaching.Memory } }).With(regime: regime));
            DataSummary data = outcome.Summary!.Data!;
            Assert.Null(data.Cache);
            Assert.InRange(data.FirstBatchSeconds, 0, outcome.Summary.Seconds);
            Assert.InRange(data.WaitSeconds, 0, outcome.Summary.Seconds);
        }
    }
}
