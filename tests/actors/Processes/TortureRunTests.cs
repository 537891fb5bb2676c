using System.Globalization;
using Actors.Data.Video;
using Actors.Tests.Data.Video;
using Xunit;
using static Actors.Tests.Processes.ActorsProcess;

namespace Actors.Tests.Processes;

/// <summary>An epoch over 84 awkward files, one run.</summary>
public sealed class TortureRunTests
{
    const int Batch = 4;

    [Theory]
    [MemberData(nameof(Decoders.Names), MemberType = typeof(Decoders))]
    public async Task Exactly_the_files_without_frames_are_skipped_each_named_once_with_its_reason(string decoder)
    {
        _ = Decoders.Named(decoder);
        string path = SharedFolder.Path("data/torture");
        string[][] files = [.. File.ReadLines(Path.Combine(path, "expected.tsv")).Skip(1).Select(line => line.Split('\t'))];
        (string, string)[] expected = [.. files.Select(row => (row[0], Reason(row, decoder))).Where(pair => pair.Item2.Length > 0).Order()];
        Assert.Equal(0, files.Length % Batch);
        string steps = (files.Length / Batch).ToString(CultureInfo.InvariantCulture);
        using var folder = new TemporaryFolder();
        Finished run = (await Run(
            folder, ["train", "--data", path, "--decoder", decoder, "--batch", $"{Batch}", "--steps", steps, "--run", "run", .. Tiny, .. NoPort])).With(0);

        var skipped = run.Json("summary.json").GetProperty("skipped").EnumerateArray().Select(
            clip => (clip.GetProperty("clip").GetString()!, clip.GetProperty("reason").GetString()!));
        Assert.Equal(expected, skipped.Order());
        string[] warnings = [.. run.ErrorLines.Where(line => line.Contains("warning", StringComparison.Ordinal))];
        Assert.Equal(expected.Length, warnings.Length);
        Assert.All(expected, pair => Assert.Single(
            warnings, line => line.StartsWith($"actors: warning: skipped {pair.Item1}: ", StringComparison.Ordinal)));
    }

    static string Reason(string[] row, string decoder) => (row[5], row[4]) switch
    {
        ("open failed", _) => "openfailed",
        ("no stream info", _) => "nostreaminfo",
        ("no video stream", _) => "novideostream",
        ("", "0") => "noframes",
        _ => row[1] == "av1" && decoder == BundledLibAv.Name ? "nocodec" : "",
    };
}
