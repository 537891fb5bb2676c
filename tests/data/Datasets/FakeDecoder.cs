using System.Collections.Concurrent;
using Actors.Data.Video;

namespace Actors.Tests.Data.Datasets;

/// <summary>Videos that exist as numbers only: a frame's pixels tell its number, column and row.</summary>
sealed class FakeDecoder : IVideoDecoder
{
    /// <summary>Frames, width and height by file name; others have 40 frames of 48 x 32.</summary>
    public Dictionary<string, (int Frames, int Width, int Height)> Videos { get; init; } = [];

    /// <summary>Files that cannot be opened.</summary>
    public Dictionary<string, VideoFault> Faults { get; init; } = [];

    /// <summary>Times each file was opened.</summary>
    public ConcurrentDictionary<string, int> Opened { get; } = new();

    /// <summary>Frames converted to pixels, by file name.</summary>
    public ConcurrentQueue<(string File, int Frame)> Converted { get; } = new();

    public string Name => "fake";

    public string Description => "fake, in memory";

    public IVideoReader Open(string path)
    {
        string file = Path.GetFileName(path);
        Opened.AddOrUpdate(file, 1, (_, times) => times + 1);
        if (Faults.TryGetValue(file, out VideoFault fault))
        {
            throw new VideoException(fault, path, $"{fault} on purpose");
        }

        (int frames, int width, int height) = Videos.GetValueOrDefault(file, (40, 48, 32));
        return new Reader(this, file, frames, width, height);
    }

    sealed class Reader(FakeDecoder owner, string file, int frames, int width, int height) : IVideoReader
    {
        int at = -1;

        public string Codec => "fake";

        public int Width => width;

        public int Height => height;

        public double FramesPerSecond => 25;

        public int ReadErrors => 0;

        public bool Next() => at + 1 < frames && ++at >= 0;

        public void CopyRgb(Span<byte> frame_HWC)
        {
            Assert(frame_HWC.Length == width * height * 3);
            owner.Converted.Enqueue((file, at));
            for (int i = 0; i < width * height; i++)
            {
                (frame_HWC[3 * i], frame_HWC[3 * i + 1], frame_HWC[3 * i + 2]) = ((byte)at, (byte)(i % width), (byte)(i / width));
            }
        }

        public void Dispose()
        {
        }

        static void Assert(bool condition) => Xunit.Assert.True(condition, "the frame's buffer has another size than the frame");
    }
}
