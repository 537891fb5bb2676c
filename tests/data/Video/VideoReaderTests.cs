using Actors.Data.Video;
using Xunit;

namespace Actors.Tests.Data.Video;

public sealed class VideoReaderTests : IDisposable
{
    readonly string folder = Directory.CreateTempSubdirectory("video-reader-tests-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Theory]
    [MemberData(nameof(Decoders.Names), MemberType = typeof(Decoders))]
    public void Eight_threads_with_a_reader_each_see_the_same_pixels_as_one(string name)
    {
        IVideoDecoder decoder = Decoders.Named(name);
        string[] all = Directory.GetFiles(SharedFolder.Path("data/tennis7"), "*.mp4", SearchOption.AllDirectories);
        string[] files = [.. all.Order(StringComparer.Ordinal).Take(4)];
        FrameHashes[] alone = [.. files.Select(file => FrameHashes.Of(decoder, file))];
        Assert.All(alone, one => Assert.Null(one.Fault));

        var threads = new Thread[8];
        var together = new FrameHashes[8];
        for (int i = 0; i < threads.Length; i++)
        {
            int index = i;
            threads[i] = new Thread(() => together[index] = FrameHashes.Of(decoder, files[index % files.Length]));
        }

        Array.ForEach(threads, thread => thread.Start());
        Array.ForEach(threads, thread => thread.Join());
        Assert.Equal([.. alone, .. alone], together);
    }

    [Theory]
    [InlineData("BenchPress/v_BenchPress_g01_c02.avi")]
    [InlineData("BenchPress/v_BenchPress_g01_c03.avi")]
    [InlineData("Diving/v_Diving_g01_c01.avi")]
    public void XviD_streams_decode_to_the_same_pixels_with_both_decoders(string file)
    {
        // The first two differ unless the codec is told to be bit-exact.
        string path = SharedFolder.Path($"data/ucf101_mini/{file}");
        FrameHashes found = FrameHashes.Of(Decoders.Named(BundledLibAv.Name), path);
        Assert.Null(found.Fault);
        Assert.Equal(FrameHashes.Of(Decoders.Named(SystemLibAv.Name), path), found);
    }

    [Theory]
    [MemberData(nameof(Decoders.Names), MemberType = typeof(Decoders))]
    public async Task A_damaged_file_ends_in_frames_or_in_a_fault_but_ends(string name)
    {
        IVideoDecoder decoder = Decoders.Named(name);
        string clip = SharedFolder.Path("data/table_tennis/left_lefty_backhand_shot/1.mp4");
        byte[] whole = await File.ReadAllBytesAsync(clip, TestContext.Current.CancellationToken);
        int intact = FrameHashes.Of(decoder, clip).Frames;
        var outcomes = new List<FrameHashes>();
        for (int seed = 0; seed < 40; seed++)
        {
            string path = Path.Combine(folder, $"{seed}.mp4");
            await File.WriteAllBytesAsync(path, Damage(whole, new Random(seed)), TestContext.Current.CancellationToken);
            outcomes.Add(await Task.Run(() => FrameHashes.Of(decoder, path), TestContext.Current.CancellationToken)
                .WaitAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken));
        }

        Assert.All(outcomes, outcome => Assert.InRange(outcome.Frames, outcome.Fault is null ? 1 : 0, 4 * intact));
        Assert.Contains(outcomes, outcome => outcome.Fault is not null);
        Assert.Contains(outcomes, outcome => outcome.ReadErrors > 0);
    }

    [Theory]
    [MemberData(nameof(Decoders.Names), MemberType = typeof(Decoders))]
    public void Any_path_that_the_file_system_takes_is_a_path(string name)
    {
        IVideoDecoder decoder = Decoders.Named(name);
        string path = Path.Combine(folder, "file:Ünïcode 日本 %03d [x]*?.mp4");
        File.WriteAllBytes(path, ProofClip.Bytes);
        Assert.Equal(
            new VideoProbe(ProofClip.Codec, ProofClip.Width, ProofClip.Height, ProofClip.Frames, ProofClip.FramesPerSecond, 0, 0),
            VideoProbe.Of(decoder, path));
    }

    [Theory]
    [MemberData(nameof(Decoders.Names), MemberType = typeof(Decoders))]
    public void The_matrix_and_the_range_that_a_stream_states_are_used(string name)
    {
        // Bars of pure colours in BT.2020, 10 bits: with the usual BT.601 matrix green would be off by about 30.
        using IVideoReader reader = Decoders.Named(name).Open(SharedFolder.Path("data/torture/torchcodec_bt2020_10bit.mp4"));
        Assert.True(reader.Next());
        byte[] frame_HWC = new byte[reader.Width * reader.Height * 3];
        reader.CopyRgb(frame_HWC);
        int[] bars = [0xff0000, 0x00ff00, 0xffff00, 0x0000ff, 0xff00ff, 0x00ffff];
        for (int bar = 0; bar < bars.Length; bar++)
        {
            int pixel = (((reader.Height * 7 / 8) * reader.Width) + (reader.Width * ((2 * bar) + 1) / 12)) * 3;
            for (int channel = 0; channel < 3; channel++)
            {
                int expected = (bars[bar] >> (16 - (8 * channel))) & 0xff;
                Assert.InRange(frame_HWC[pixel + channel], expected - 6, expected + 6);
            }
        }
    }

    [Fact]
    public void A_fault_names_the_file_and_what_FFmpeg_said()
    {
        string path = Path.Combine(folder, "absent.mp4");
        var error = Assert.Throws<VideoException>(() => Decoders.Named(BundledLibAv.Name).Open(path));
        Assert.Equal(VideoFault.OpenFailed, error.Fault);
        Assert.Equal($"{path}: it does not open as a video file: No such file or directory", error.Message);
        Assert.Equal(VideoFault.OpenFailed, Assert.Throws<VideoException>(() => Decoders.Named(BundledLibAv.Name).Open("a\0b")).Fault);
        Assert.Equal(VideoFault.OpenFailed, Assert.Throws<VideoException>(() => Decoders.Named(BundledLibAv.Name).Open(folder)).Fault);
    }

    [Fact]
    public void Misuse_is_named()
    {
        string path = Path.Combine(folder, "proof.mp4");
        File.WriteAllBytes(path, ProofClip.Bytes);
        IVideoReader reader = Decoders.Named(BundledLibAv.Name).Open(path);
        byte[] frame_HWC = new byte[ProofClip.Width * ProofClip.Height * 3];
        Assert.Contains("call Next", Assert.Throws<InvalidOperationException>(() => reader.CopyRgb(frame_HWC)).Message, StringComparison.Ordinal);
        Assert.True(reader.Next());
        Assert.Contains("takes 4608 bytes", Assert.Throws<ArgumentException>(() => reader.CopyRgb(new byte[1])).Message, StringComparison.Ordinal);
        while (reader.Next())
        {
        }

        Assert.False(reader.Next());
        Assert.Throws<InvalidOperationException>(() => reader.CopyRgb(frame_HWC));
        reader.Dispose();
        reader.Dispose();
        Assert.Throws<ObjectDisposedException>(() => reader.Next());
    }

    static byte[] Damage(byte[] whole, Random random)
    {
        byte[] file = [.. whole];
        if (random.Next(4) == 0)
        {
            return file[..random.Next(file.Length)];
        }

        for (int i = random.Next(1, 200); i > 0; i--)
        {
            file[random.Next(file.Length)] = (byte)random.Next(256);
        }

        return file;
    }
}
