using System.Collections.Concurrent;
using System.Globalization;
using Actors.Data.Video;
using Xunit;

namespace Actors.Tests.Data.Video;

/// <summary>84 awkward files against what a correct reader finds in them.</summary>
/// <remarks>
/// <c>expected.tsv</c> gives sizes as stored, before rotation. In two files with several video streams it describes the first, while the
/// reader takes the one that FFmpeg calls best, as players do; those two are listed here.
/// </remarks>
public sealed class TortureTests
{
    const string Folder = "data/torture";
    const int HashedFrames = 32;

    static readonly Dictionary<string, (int Width, int Height)> bestStream = new()
    {
        ["torchcodec_nasa_13013.mp4"] = (480, 270),
        ["two_video_streams.mkv"] = (852, 480),
    };

    static readonly Dictionary<string, int> clockwise = new()
    {
        ["decord_video_90.mov"] = 90,
        ["decord_video_180.mov"] = 180,
        ["decord_video_270.mov"] = 270,
        ["ffmpegcore_input_3sec_rotation_90deg.mp4"] = 270,
        ["torchcodec_nasa_13013_rotated.mp4"] = 270,
    };

    static readonly HashSet<string> damaged = ["bitflips_400.mp4", "decord_corrupted.mp4", "trunc_mp4_faststart_55pct.mp4"];

    static readonly ConcurrentDictionary<(string, string), FrameHashes> seen = new();

    public static TheoryData<string> Files()
    {
        string list = Path.Combine(SharedFolder.Checkout, "..", "shared", Folder, "expected.tsv");

        // Without the folder one row remains, which skips itself by name.
        return File.Exists(list) ? new(File.ReadLines(list).Skip(1).Select(line => line.Split('\t')[0])) : new("expected.tsv");
    }

    public static MatrixTheoryData<string, string> EachWithEach() => new(Decoders.Names.Select(row => row.Data), Files().Select(row => row.Data));

    [Theory]
    [MemberData(nameof(EachWithEach))]
    public void An_awkward_file_gives_the_frames_or_the_fault_that_it_should(string decoder, string file)
    {
        string[] row = Row(file);
        FrameHashes found = See(decoder, file);
        if (row[1] == "av1" && decoder == BundledLibAv.Name)
        {
            Assert.Equal(VideoFault.NoCodec, found.Fault);
            return;
        }

        Assert.Equal(ExpectedFault(row), found.Fault);
        if (found.Fault is null)
        {
            (int width, int height) = bestStream.GetValueOrDefault(file, (Number(row[2]), Number(row[3])));
            int turn = clockwise.GetValueOrDefault(file);
            (width, height) = turn is 90 or 270 ? (height, width) : (width, height);
            Assert.Equal((row[1], width, height, turn, Number(row[4])), (found.Codec, found.Width, found.Height, found.Rotation, found.Frames));
            Assert.Equal(damaged.Contains(file), found.ReadErrors > 0);
        }
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void Both_decoders_give_the_same_pixels_of_every_file_but_AV1(string file)
    {
        string[] row = Row(file);
        Assert.SkipWhen(row[1] == "av1", "the bundled FFmpeg has no AV1 decoder");
        Assert.Equal(See(SystemLibAv.Name, file), See(BundledLibAv.Name, file));
    }

    static FrameHashes See(string decoder, string file)
    {
        IVideoDecoder chosen = Decoders.Named(decoder);
        return seen.GetOrAdd((decoder, file), _ => FrameHashes.Of(chosen, SharedFolder.Path($"{Folder}/{file}"), HashedFrames));
    }

    static string[] Row(string file) =>
        File.ReadLines(SharedFolder.Path($"{Folder}/expected.tsv")).Select(line => line.Split('\t')).Single(row => row[0] == file);

    static VideoFault? ExpectedFault(string[] row) => (row[5], row[4]) switch
    {
        ("open failed", _) => VideoFault.OpenFailed,
        ("no stream info", _) => VideoFault.NoStreamInfo,
        ("no video stream", _) => VideoFault.NoVideoStream,
        ("", "0") => VideoFault.NoFrames,
        _ => null,
    };

    static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);
}
