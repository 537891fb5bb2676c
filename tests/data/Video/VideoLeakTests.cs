using Actors.Data.Video;
using Xunit;

namespace Actors.Tests.Data.Video;

/// <summary>Runs alone: it watches the memory of the whole process.</summary>
[CollectionDefinition(nameof(VideoLeakTests), DisableParallelization = true)]
[Collection(nameof(VideoLeakTests))]
public sealed class VideoLeakTests
{
    [Theory]
    [MemberData(nameof(Decoders.Names), MemberType = typeof(Decoders))]
    public void Two_hundred_reopens_leave_no_file_and_no_memory_behind(string name)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "reads /proc/self");
        IVideoDecoder decoder = Decoders.Named(name);
        string whole = SharedFolder.Path("data/table_tennis/left_lefty_backhand_shot/1.mp4");
        string broken = SharedFolder.Path("data/torture/trunc_mp4_nomoov.mp4");
        byte[] frame_HWC = [];
        void Reopen()
        {
            using (IVideoReader reader = decoder.Open(whole))
            {
                frame_HWC = frame_HWC.Length == 0 ? new byte[reader.Width * reader.Height * 3] : frame_HWC;
                Assert.True(reader.Next());
                reader.CopyRgb(frame_HWC);
            }

            Assert.Throws<VideoException>(() => decoder.Open(broken));
        }

        for (int i = 0; i < 30; i++)
        {
            Reopen();
        }

        long before = Environment.WorkingSet;
        for (int i = 0; i < 200; i++)
        {
            Reopen();
        }

        // One leaked decoder is 1 MB and more; a reader's buffers are 50 kB.
        long grown = Environment.WorkingSet - before;
        Assert.True(grown < 8_000_000, $"{grown} bytes more after 200 reopens");
        Assert.DoesNotContain(OpenFiles(), file => file == whole || file == broken);
    }

    static IEnumerable<string?> OpenFiles() => new DirectoryInfo("/proc/self/fd").EnumerateFileSystemInfos().Select(link => link.LinkTarget);
}
