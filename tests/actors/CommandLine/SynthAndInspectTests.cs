using System.Text.Json;
using Actors.Configuration;
using Actors.Faults;
using Actors.Runs;
using Actors.Tests.Configuration;
using Actors.Tests.Runs;
using Xunit;

namespace Actors.Tests.CommandLine;

/// <summary>Written clips are found again, and broken files are named.</summary>
public sealed class SynthAndInspectTests
{
    [Fact]
    public async Task Synth_writes_a_data_set_that_inspect_finds_whole()
    {
        using var folder = new ScratchFolder();
        ProgramRun synth = await ProgramRun.Of(
            "synth", folder["clips"], "--clips", "11", "--size", "32", "--frames", "6", "--classes", "zoom-in,left-slow", "--seed", "3");
        Assert.Equal((0, ""), (synth.Code, synth.Error));
        Assert.Contains("11 clips of 6 frames, 32x32, 2 classes, 9 for training, 2 for testing", synth.Out, StringComparison.Ordinal);
        Assert.Equal(9, File.ReadLines(folder["clips/trainlist.txt"]).Count());

        using JsonDocument found = await Json("inspect", folder["clips"], "--json");
        JsonElement root = found.RootElement;
        Assert.Equal(("dataset", 11), (root.GetProperty("kind").GetString(), root.GetProperty("files").GetInt32()));
        Assert.Equal(
            [("left-slow", 6, 6), ("zoom-in", 5, 6)],
            root.GetProperty("classes").EnumerateArray().Select(c => (c.GetProperty("name").GetString(), c.GetProperty("clips").GetInt32(), c.GetProperty("most_frames").GetInt32())));
        Assert.Equal(
            [("test", 2), ("train", 9)],
            root.GetProperty("splits").EnumerateArray().Select(s => (s.GetProperty("name").GetString(), s.GetProperty("clips").GetInt32())));
        Assert.Empty(root.GetProperty("broken").EnumerateArray());
        Assert.NotEmpty(root.GetProperty("decoder").GetProperty("description").GetString()!);
    }

    [Fact]
    public async Task The_same_seed_writes_the_same_bytes_and_another_seed_others()
    {
        using var folder = new ScratchFolder();
        foreach ((string name, string seed) in new[] { ("a", "5"), ("b", "5"), ("c", "6") })
        {
            Assert.Equal(0, (await ProgramRun.Of("synth", folder[name], "--clips", "2", "--size", "32", "--frames", "4", "--seed", seed)).Code);
        }

        byte[] Bytes(string name) => File.ReadAllBytes(Directory.EnumerateFiles(folder[name], "*.mp4", SearchOption.AllDirectories).Order().First());
        Assert.Equal(Bytes("a"), Bytes("b"));
        Assert.NotEqual(Bytes("a"), Bytes("c"));
    }

    [Fact]
    public async Task A_broken_file_is_named_with_its_reason()
    {
        using var folder = new ScratchFolder();
        Assert.Equal(0, (await ProgramRun.Of("synth", folder["clips"], "--clips", "2", "--size", "32", "--frames", "4")).Code);
        folder.Write("clips/left-slow/noise.mp4", "this is not a video");
        ProgramRun run = await ProgramRun.Of("inspect", folder["clips"]);
        Assert.Equal(0, run.Code);
        Assert.Contains("3 files, 2 classes, 1 broken", run.Out, StringComparison.Ordinal);
        Assert.Matches(@"(?m)^broken   left-slow/noise\.mp4: openfailed: .+$", run.Out);
        Assert.Matches("(?m)^decoder  (system|bundled): .+$", run.Out);

        ProgramRun alone = await ProgramRun.Of("inspect", folder["clips/left-slow/noise.mp4"]);
        Assert.Equal((3, ""), (alone.Code, alone.Out));
        Assert.StartsWith($"actors: {folder["clips/left-slow/noise.mp4"]}: ", Assert.Single(alone.ErrorLines), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_video_s_codec_size_frames_and_decoder_are_told()
    {
        using var folder = new ScratchFolder();
        Assert.Equal(0, (await ProgramRun.Of("synth", folder["clips"], "--clips", "1", "--size", "48", "--frames", "12")).Code);
        string video = Directory.EnumerateFiles(folder["clips"], "*.mp4", SearchOption.AllDirectories).Single();
        ProgramRun run = await ProgramRun.Of("inspect", video);
        Assert.Contains("codec    mpeg4\nsize     48x48\nframes   12 (24 a second, 0.50 s)\n", run.Out, StringComparison.Ordinal);
        Assert.Contains("decoder  ", run.Out, StringComparison.Ordinal);
        using JsonDocument json = await Json("inspect", video, "--json", "--decoder", "bundled");
        Assert.Equal(12, json.RootElement.GetProperty("video").GetProperty("frames").GetInt32());
        Assert.Equal("bundled", json.RootElement.GetProperty("decoder").GetProperty("name").GetString());
    }

    [Fact]
    public async Task Tensors_of_a_checkpoint_are_listed_with_their_shapes()
    {
        ProgramRun run = await ProgramRun.Of("inspect", SharedFolder.Path("reference/videomae_tiny.safetensors"));
        Assert.Equal((0, ""), (run.Code, run.Error));
        Assert.Matches(@"(?m)^tensor   \S+ F32 \[\d+(, \d+)*\]$", run.Out);
    }

    [Fact]
    public async Task A_damaged_checkpoint_is_exit_code_5()
    {
        using var folder = new ScratchFolder();
        ProgramRun run = await ProgramRun.Of("inspect", folder.Write("x.safetensors", "short"));
        Assert.Equal(5, run.Code);
        Assert.Equal([$"actors: {folder["x.safetensors"]}: not a valid safetensors file: 5 bytes, too short for a header length"], run.ErrorLines);
    }

    [Fact]
    public async Task A_run_directory_is_summed_up()
    {
        using var folder = new ScratchFolder();
        folder.Write("run/config.conf", "");
        Directory.CreateDirectory(folder["run/snapshots/20"]);
        Directory.CreateDirectory(folder["run/snapshots/0"]);
        Assert.Contains("summary  none: the run has not ended, or was killed", (await ProgramRun.Of("inspect", folder["run"])).Out, StringComparison.Ordinal);

        RunJson.Write(folder["run/summary.json"], Terminal.Samples.Summary);
        ProgramRun run = await ProgramRun.Of("inspect", folder["run"]);
        Assert.Contains("regime   async, nano, 4+4\nsteps    20 (160 clips) in 0:04\n", run.Out, StringComparison.Ordinal);
        Assert.Contains("0        1.200   0.6000  0.500 01234567\n", run.Out, StringComparison.Ordinal);
        Assert.Contains("edge     block-0->block-1: 20 produced, 19 consumed, 1 dropped, 0 in flight, depth 2 of 2, age 0.5 (most 2)", run.Out, StringComparison.Ordinal);
        Assert.Contains("saved    snapshots after 0, 20 batches", run.Out, StringComparison.Ordinal);
        using JsonDocument json = await Json("inspect", folder["run"], "--json");
        Assert.Equal(160, json.RootElement.GetProperty("summary").GetProperty("clips").GetInt32());

        folder.Write("run/summary.json", "{ \"regime\": ");
        Assert.Equal(3, (await ProgramRun.Of("inspect", folder["run"])).Code);
    }

    [Fact]
    public async Task Inspect_tells_a_program_what_it_tells_a_person_of_a_run_and_of_its_snapshot()
    {
        using var folder = new TemporaryFolder();
        RunOutcome outcome = await TinyRun.In(folder, TinyRun.Options.With(steps: 8) with
        {
            Snapshots = new SnapshotOptions { Every = 4 },
            Faults = new FaultOptions { Crash = ["1@6"] },
        });
        Assert.Equal(ExitCode.Done, outcome.Code);
        await SameFacts(folder.Path);
        string snapshot = folder.In("snapshots/8");
        await SameFacts(snapshot);
        using (JsonDocument whole = await Json("inspect", snapshot, "--json"))
        {
            Assert.Equal(("snapshot", true), (whole.RootElement.GetProperty("kind").GetString(), whole.RootElement.GetProperty("whole").GetBoolean()));
        }

        // One bit of a block's last tensor.
        string file = Path.Combine(snapshot, "block-2.safetensors");
        byte[] bytes = File.ReadAllBytes(file);
        bytes[^1] ^= 1;
        File.WriteAllBytes(file, bytes);
        ProgramRun damaged = await ProgramRun.Of("inspect", snapshot);
        Assert.Matches(@"(?m)^damaged  block-2\.safetensors has SHA-256 [0-9a-f]{12}…, its manifest says [0-9a-f]{12}…$", damaged.Out);
        Assert.Contains("damaged  snapshot 8: block-2.safetensors has SHA-256", (await ProgramRun.Of("inspect", folder.Path)).Out, StringComparison.Ordinal);
        using JsonDocument run = await Json("inspect", folder.Path, "--json");
        Assert.Equal(8, Assert.Single(run.RootElement.GetProperty("damaged_snapshots").EnumerateArray()).GetProperty("batch").GetInt32());
    }

    [Fact]
    public async Task Inspect_tells_a_program_what_it_tells_a_person_of_a_data_set_and_of_a_video()
    {
        using var folder = new ScratchFolder();
        Assert.Equal(0, (await ProgramRun.Of("synth", folder["clips"], "--clips", "5", "--size", "32", "--frames", "12", "--classes", "zoom-in,left-slow")).Code);
        folder.Write("clips/left-slow/noise.mp4", "this is not a video");
        await SameFacts(folder["clips"]);
        await SameFacts(Directory.EnumerateFiles(folder["clips"], "*.mp4", SearchOption.AllDirectories).Order().First());
        using JsonDocument found = await Json("inspect", folder["clips"], "--json");
        JsonElement zooming = found.RootElement.GetProperty("classes").EnumerateArray().Single(c => c.GetProperty("name").GetString() == "zoom-in");
        double length = zooming.GetProperty("median_seconds").GetDouble();
        Assert.Equal(0.5, length, 0.01);
        Assert.Equal(zooming.GetProperty("clips").GetInt32() * length, zooming.GetProperty("seconds").GetDouble(), 0.01);
        Assert.Equal("left-slow/noise.mp4", Assert.Single(found.RootElement.GetProperty("broken").EnumerateArray()).GetProperty("name").GetString());
    }

    [Theory]
    [InlineData(3, "nowhere: no such file or folder", "inspect", "nowhere")]
    [InlineData(2, "--decoder sytem; did you mean system? (choose from auto, system, bundled) (actors inspect --help)", "inspect", ".", "--decoder", "sytem")]
    [InlineData(2, "--clips 0: must be a whole number from 1 to 1000000 (actors synth --help)", "synth", "x", "--clips", "0")]
    [InlineData(2, "--size 9.5: must be a whole number from 8 to 2048 (actors synth --help)", "synth", "x", "--size", "9.5")]
    [InlineData(2, "--seed x: must be a whole number (actors synth --help)", "synth", "x", "--seed", "x")]
    [InlineData(2, "--classes ,: names no class (actors synth --help)", "synth", "x", "--classes", ",")]
    public async Task Errors_are_one_line(int code, string message, params string[] args)
    {
        ProgramRun run = await ProgramRun.Of(args);
        Assert.Equal([$"actors: {message}"], run.ErrorLines);
        Assert.Equal((code, ""), (run.Code, run.Out));
    }

    [Fact]
    public async Task An_unknown_class_is_an_error_that_names_the_nearest()
    {
        ProgramRun run = await ProgramRun.Of("synth", "x", "--classes", "zoom-in,lef-slow");
        Assert.Equal(2, run.Code);
        Assert.StartsWith("actors: --classes zoom-in,lef-slow: unknown class lef-slow; did you mean left-slow?", run.ErrorLines.Single(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Synth_leaves_a_folder_that_is_not_empty_as_it_is()
    {
        using var folder = new ScratchFolder();
        string kept = folder.Write("clips/mine.txt", "mine");
        ProgramRun run = await ProgramRun.Of("synth", folder["clips"], "--clips", "1");
        Assert.Equal(2, run.Code);
        Assert.Equal([kept], Directory.EnumerateFileSystemEntries(folder["clips"]));
    }

    [Fact]
    public async Task A_folder_that_cannot_be_made_is_exit_code_3()
    {
        using var folder = new ScratchFolder();
        string path = folder.Write("file", "") + "/clips";
        ProgramRun run = await ProgramRun.Of("synth", path, "--clips", "1", "--size", "32", "--frames", "4");
        Assert.Equal(3, run.Code);
        Assert.StartsWith($"actors: {path} cannot be written: ", run.ErrorLines.Single(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_signal_stops_synth_with_its_code_and_says_that_the_folder_is_not_complete()
    {
        using var folder = new ScratchFolder();
        using var signals = new Actors.CommandLine.StopSignals(_ => { });
        signals.Receive(ExitCode.Terminated);
        ProgramRun run = await ProgramRun.Of(
            ["synth", folder["clips"], "--clips", "5", "--size", "32", "--frames", "4"], (_, _, _) => Task.FromResult(ProgramRun.Done), signals);
        Assert.Equal(143, run.Code);
        Assert.Equal([$"actors: stopped after 0 of 5 clips; {folder["clips"]} is not complete", "actors: terminated"], run.ErrorLines);
    }

    /// <summary>Every number of the lines is a number of the JSON, as it is or rounded, and so is every name.</summary>
    static async Task SameFacts(string path)
    {
        ProgramRun lines = await ProgramRun.Of("inspect", path);
        using JsonDocument json = await Json("inspect", path, "--json");
        List<double> numbers = [];
        List<string> texts = [];
        Collect(json.RootElement, numbers, texts);
        string all = string.Join('\n', texts);
        Assert.All(lines.Out.Split([' ', '\n', ',', '+', '(', ')', '[', ']', ';', '='], StringSplitOptions.RemoveEmptyEntries), word =>
        {
            string bare = word.TrimEnd(':', '.');
            if (double.TryParse(bare, System.Globalization.CultureInfo.InvariantCulture, out double number))
            {
                int places = bare.Contains('.', StringComparison.Ordinal) ? bare.Length - bare.IndexOf('.', StringComparison.Ordinal) - 1 : 0;
                double half = (0.5 * Math.Pow(10, -places)) + 1e-9;
                bool ratio = json.RootElement.TryGetProperty("summary", out JsonElement summary) && Ratios(summary).Any(value => Math.Abs(value - number) <= half);
                Assert.True(
                    ratio || numbers.Any(known => Math.Abs(known - number) <= half) || Counts(json.RootElement).Contains(number) || all.Contains(bare, StringComparison.Ordinal),
                    $"{path}: {word} is not in {json.RootElement}");
            }
            else if ((bare.Contains('/', StringComparison.Ordinal) && bare != "clips/s") || bare.Contains("->", StringComparison.Ordinal) || bare.Contains("block-", StringComparison.Ordinal))
            {
                Assert.Contains(bare, all, StringComparison.Ordinal);
            }
        });
    }

    // Losses as parts of the first ones, and the share of time that went by without data in per cent.
    static IEnumerable<double> Ratios(JsonElement summary) => summary.GetProperty("final_loss").EnumerateArray()
        .Zip(summary.GetProperty("first_loss").EnumerateArray(), (last, first) => last.GetDouble() / first.GetDouble())
        .Append(100 * summary.GetProperty("data").GetProperty("wait_share").GetDouble());

    // How many of something there are stands in the lines; the JSON has the things.
    static IEnumerable<double> Counts(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Array => element.EnumerateArray().SelectMany(Counts).Append(element.GetArrayLength()),
        JsonValueKind.Object => element.EnumerateObject().SelectMany(property => Counts(property.Value)),
        _ => [],
    };

    static void Collect(JsonElement element, List<double> numbers, List<string> texts)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                foreach (JsonProperty property in element.EnumerateObject())
                {
                    texts.Add(property.Name);
                    Collect(property.Value, numbers, texts);
                }

                break;
            case JsonValueKind.Array:
                element.EnumerateArray().ToList().ForEach(item => Collect(item, numbers, texts));
                break;
            case JsonValueKind.Number:
                numbers.Add(element.GetDouble());
                break;
            case JsonValueKind.String:
                texts.Add(element.GetString()!);
                break;
        }
    }

    static async Task<JsonDocument> Json(params string[] args)
    {
        ProgramRun run = await ProgramRun.Of(args);
        Assert.Equal((0, ""), (run.Code, run.Error));
        return JsonDocument.Parse(run.Out);
    }
}
