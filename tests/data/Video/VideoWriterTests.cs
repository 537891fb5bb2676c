using System.Security.Cryptography;
using Actors.Data.Video;
using Xunit;

namespace Actors.Tests.Data.Video;

public sealed class VideoWriterTests : IDisposable
{
    readonly string folder = Directory.CreateTempSubdirectory("video-writer-tests-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    public static MatrixTheoryData<string, (int Width, int Height, double Rate, int Frames)> Shapes() => new(
        Decoders.Names.Select(row => row.Data),
        [(128, 96, 25, 40), (64, 64, 30000.0 / 1001, 13), (33, 17, 12.5, 5), (VideoWriter.MinWidth, 240, 60, 1), (64, 8, 1, 3)]);

    [Theory]
    [MemberData(nameof(Shapes))]
    public void What_is_written_comes_back_with_its_size_rate_count_and_nearly_its_pixels(
        string name, (int Width, int Height, double Rate, int Frames) shape)
    {
        IVideoDecoder decoder = Decoders.Named(name);
        string path = Write(decoder, "clip.mp4", shape.Width, shape.Height, shape.Rate, shape.Frames);

        var probe = VideoProbe.Of(decoder, path);
        Assert.Equal(("mpeg4", shape.Width, shape.Height, shape.Frames, 0, 0),
            (probe.Codec, probe.Width, probe.Height, probe.Frames, probe.ReadErrors, probe.Rotation));
        Assert.Equal(shape.Rate, probe.FramesPerSecond, 1e-3);
        using IVideoReader reader = decoder.Open(path);
        byte[] frame_HWC = new byte[shape.Width * shape.Height * 3];
        for (int t = 0; reader.Next(); t++)
        {
            reader.CopyRgb(frame_HWC);
            double psnr = MovingPattern.Psnr(frame_HWC, MovingPattern.Frame(shape.Width, shape.Height, t));
            Assert.True(psnr > 34, $"frame {t}: {psnr:F1} dB");
        }
    }

    [Theory]
    [MemberData(nameof(Decoders.Names), MemberType = typeof(Decoders))]
    public void The_same_frames_give_the_same_bytes(string name)
    {
        IVideoDecoder decoder = Decoders.Named(name);
        string[] digests = [.. Enumerable.Range(0, 3).Select(i =>
            Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(Write(decoder, $"{i}.mp4", 64, 48, 25, 30)))))];
        Assert.Single(digests.Distinct());
    }

    [Fact]
    public void The_file_appears_only_when_finished()
    {
        string path = Path.Combine(folder, "späte Aufnahme: 50%d 日本.mp4");
        IVideoDecoder decoder = Decoders.Named(BundledLibAv.Name);
        using (var abandoned = VideoWriter.Create(decoder, path, 32, 32, 25))
        {
            abandoned.Write(MovingPattern.Frame(32, 32, 0));
        }

        Assert.Empty(Directory.GetFiles(folder));
        using var writer = VideoWriter.Create(decoder, path, 32, 32, 25);
        writer.Write(MovingPattern.Frame(32, 32, 0));
        Assert.False(File.Exists(path));
        writer.Finish();
        Assert.Equal([path], Directory.GetFiles(folder));
        Assert.Equal(1, VideoProbe.Of(decoder, path).Frames);
    }

    [Fact]
    public void Misuse_is_named()
    {
        IVideoDecoder decoder = Decoders.Named(BundledLibAv.Name);
        string path = Path.Combine(folder, "a.mp4");
        Assert.Throws<ArgumentOutOfRangeException>(() => VideoWriter.Create(decoder, path, VideoWriter.MinWidth - 1, 8, 25));
        Assert.Throws<ArgumentOutOfRangeException>(() => VideoWriter.Create(decoder, path, 24, VideoWriter.MaxSize + 1, 25));
        Assert.Throws<ArgumentOutOfRangeException>(() => VideoWriter.Create(decoder, path, 24, 8, double.NaN));
        var noFolder = Assert.Throws<IOException>(() => VideoWriter.Create(decoder, Path.Combine(folder, "absent", "a.mp4"), 24, 8, 25));
        Assert.Contains("No such file or directory", noFolder.Message, StringComparison.Ordinal);
        using var writer = VideoWriter.Create(decoder, path, 24, 8, 25);
        Assert.Contains("576 bytes", Assert.Throws<ArgumentException>(() => writer.Write(new byte[575])).Message, StringComparison.Ordinal);
        Assert.Contains("at least one frame", Assert.Throws<InvalidOperationException>(writer.Finish).Message, StringComparison.Ordinal);
        writer.Write(new byte[576]);
        writer.Finish();
        Assert.Contains("finished", Assert.Throws<InvalidOperationException>(() => writer.Write(new byte[576])).Message, StringComparison.Ordinal);
    }

    string Write(IVideoDecoder decoder, string name, int width, int height, double rate, int frames)
    {
        string path = Path.Combine(folder, name);
        using var writer = VideoWriter.Create(decoder, path, width, height, rate);
        for (int t = 0; t < frames; t++)
        {
            writer.Write(MovingPattern.Frame(width, height, t));
        }

        writer.Finish();
        return path;
    }
}
