using System.Text.Json;
using Xunit;
using static Actors.Tests.Processes.ActorsProcess;

namespace Actors.Tests.Processes;

/// <summary>Every form in which a folder of videos comes is trained on, and the manifest says what it was.</summary>
public sealed class FolderTests
{
    [Theory]
    [InlineData("tennis7", "", "tennis7/train", "trainlist.txt")]
    [InlineData("tennis7", "test", "tennis7/test", "testlist.txt")]
    [InlineData("table_tennis", "", "table_tennis/train", "trainlist.txt")]
    [InlineData("table_tennis", "test", "table_tennis/test", "testlist.txt")]
    [InlineData("ucf101_mini", "train01", "ucf101_mini/train01", "trainlist01.txt")]
    [InlineData("ucf101_mini", "test01", "ucf101_mini/test01", "testlist01.txt")]
    public async Task A_split_list_is_trained_on_line_by_line(string name, string split, string source, string list)
    {
        string path = SharedFolder.Path($"data/{name}");
        int clips = File.ReadLines(Path.Combine(path, list)).Count(line => line.Length > 0);
        await Train(path, split, source, clips, Folders(path));
    }

    [Theory]
    [InlineData("", "ucf101_mini/train", 12)]
    [InlineData("train", "ucf101_mini/train", 12)]
    [InlineData("test", "ucf101_mini/test", 3)]
    public async Task Ucf101_s_own_lists_are_found_without_their_number(string split, string source, int clips)
    {
        string path = SharedFolder.Path("data/ucf101_mini");
        await Train(path, split, source, clips, ["ApplyEyeMakeup", "BenchPress", "Diving"]);
    }

    [Fact]
    public async Task All_takes_every_video_whatever_the_lists_say()
    {
        string path = SharedFolder.Path("data/ucf101_mini");
        await Train(path, "all", "ucf101_mini/all", 15, ["ApplyEyeMakeup", "BenchPress", "Diving"]);
    }

    [Fact]
    public async Task A_folder_without_class_folders_is_one_class()
    {
        string path = SharedFolder.Path("data/torture");
        int files = File.ReadLines(Path.Combine(path, "expected.tsv")).Count() - 1;
        await Train(path, "", "torture/all", files, ["torture"]);
    }

    [Fact]
    public async Task Class_folders_need_no_lists()
    {
        using var folder = new TemporaryFolder();
        Finished synth = (await Run(
            folder, "synth", "clips", "--clips", "6", "--size", "48", "--frames", "8", "--classes", "zoom-in,left-slow")).With(0);
        Assert.Empty(synth.ErrorLines);
        await Train(folder.In("clips"), "", "clips/train", File.ReadLines(folder.In("clips/trainlist.txt")).Count(), ["left-slow", "zoom-in"]);
        Array.ForEach(Directory.GetFiles(folder.In("clips"), "*.txt"), File.Delete);
        await Train(folder.In("clips"), "", "clips/all", 6, ["left-slow", "zoom-in"]);
    }

    [Fact]
    public async Task DeiT_Tiny_in_four_blocks_of_three_layers_learns_from_real_video()
    {
        using var folder = new TemporaryFolder();
        string[] args =
        [
            "train", "--data", SharedFolder.Path("data/tennis7"), "--model", "deit-tiny", "--partition", "3,3,3,3", "--batch", "2", "--steps", "2",
            "--decode-fraction", "0.25", "--run", "run", .. NoPort,
        ];
        Finished run = (await Run(folder, args)).With(0);
        JsonElement summary = run.Json("summary.json");
        Assert.Equal("deit-tiny", summary.GetProperty("model").GetString());
        Assert.Equal([3, 3, 3, 3], summary.GetProperty("partition").EnumerateArray().Select(layers => layers.GetInt32()));
        Assert.Equal((2, 4), (summary.GetProperty("steps").GetInt32(), summary.GetProperty("clips").GetInt32()));
        Assert.All(summary.GetProperty("final_loss").EnumerateArray(), loss => Assert.InRange(loss.GetDouble(), 0.5, 2));
    }

    static async Task Train(string path, string split, string source, int clips, string[] classes)
    {
        using var folder = new TemporaryFolder();
        Finished run = (await Run(
            folder, ["train", "--data", path, "--split", split, "--steps", "2", "--batch", "2", "--run", "run", .. Tiny, .. NoPort])).With(0);
        JsonElement data = run.Json("manifest.json").GetProperty("data");
        Assert.Equal((source, clips), (data.GetProperty("source").GetString(), data.GetProperty("clips").GetInt32()));
        Assert.Equal(classes, data.GetProperty("classes").EnumerateArray().Select(name => name.GetString()));
        Assert.StartsWith("FFmpeg ", data.GetProperty("decoder").GetString(), StringComparison.Ordinal);
        Assert.Equal(2, run.Json("summary.json").GetProperty("steps").GetInt32());
        Assert.Equal(folder.In("run"), run.Run);
    }

    static string[] Folders(string path) => [.. Directory.GetDirectories(path).Select(name => Path.GetFileName(name)).Order(StringComparer.Ordinal)];
}
