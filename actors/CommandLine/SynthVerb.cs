using System.CommandLine;
using System.Globalization;
using Actors.Configuration;
using Actors.Data.Clips;
using Actors.Data.Motion;
using Actors.Data.Video;
using Actors.Runs;
using Actors.Terminal;

namespace Actors.CommandLine;

/// <summary><c>actors synth</c>: writes labelled video files.</summary>
internal sealed class SynthVerb
{
    const int MaxSize = 2048;
    const int MaxFrames = 4096;
    const string AllClasses = "all";

    readonly Argument<string> folder = new("DIR") { Description = "The folder to write: new, or empty" };
    readonly Option<string> clips = Text("--clips", "N", "Clips in all, the classes in turn", "240");
    readonly Option<string> size = Text("--size", "PIXELS", "Width and height of a frame", "128");
    readonly Option<string> frames = Text("--frames", "N", "Frames of a clip", "32");
    readonly Option<string> classes = Text("--classes", "NAME,...", $"{AllClasses}, or some of {string.Join(", ", Names)}", AllClasses);
    readonly Option<string> seed = Text("--seed", "N", "Seed of the set", "0");
    readonly Option<string> decoder = Text("--decoder", "NAME", "Whose FFmpeg encodes: auto, system or bundled", "auto");

    readonly Shell shell;
    readonly StopSignals signals;

    /// <summary>Prepares the verb.</summary>
    public SynthVerb(Shell shell, StopSignals signals)
    {
        this.shell = shell;
        this.signals = signals;
    }

    /// <summary>An example for the help.</summary>
    public static string Example => "actors synth clips --clips 480 --size 128 --frames 32 --classes left-slow,right-slow --seed 7";

    static string[] Names => [.. MotionClass.All.Select(motion => motion.Name)];

    /// <summary>The verb with its options and help.</summary>
    public Command Command()
    {
        var command = new Command("synth", "Writes moving objects as labelled .mp4 files: class folders, trainlist.txt and testlist.txt.")
        {
            folder, clips, size, frames, classes, seed, decoder,
        };
        command.SetAction(Run);
        return command;
    }

    int Run(ParseResult parsed)
    {
        int count = Number(parsed, clips, 1, 1_000_000);
        int side = Number(parsed, size, 8, MaxSize);
        var geometry = new ClipGeometry(Number(parsed, frames, 2, MaxFrames), side, TubeletFrames: 1, PatchSize: 1);
        IClipSource set = Chosen(geometry, count, Labels(parsed.GetValue(classes)!), Seed(parsed));
        string path = parsed.GetValue(folder)!;
        if (File.Exists(path) || (Directory.Exists(path) && Directory.EnumerateFileSystemEntries(path).Any()))
        {
            throw Usage.Error($"{path} {(File.Exists(path) ? "is a file" : "is not empty")}: name a new folder", "synth");
        }

        IVideoDecoder encoder = DecoderReport.Open(parsed.GetValue(decoder)!, "synth").Decoder;
        using var progress = new CountLine(shell, "clips written", count);
        try
        {
            MotionFiles.Write(path, set, encoder, progress.Report, signals.Token);
        }
        catch (OperationCanceledException)
        {
            progress.Dispose();
            shell.Error.WriteLine($"actors: stopped after {progress.Done} of {count} clips; {path} is not complete");
            throw;
        }
        catch (Exception e) when (FileFaults.Of(e) is { } fault)
        {
            throw new RunException(ExitCode.Data, $"{path} cannot be written: {fault.Message}. Name another folder, or make room", e);
        }

        progress.Dispose();
        int test = File.ReadLines(Path.Combine(path, "testlist.txt")).Count();
        int used = Enumerable.Range(0, count).Select(set.LabelOf).Distinct().Count();
        shell.Out.WriteLine(
            $"{path}: {count} clips of {geometry.Frames} frames, {geometry.Size}x{geometry.Size}, {used} classes, " +
            $"{count - test} for training, {test} for testing");
        return (int)ExitCode.Done;
    }

    // Samples take the classes in turn, so that the first of all classes' samples holds enough of the chosen ones.
    static IClipSource Chosen(ClipGeometry geometry, int count, int[] labels, long seed)
    {
        int rounds = (count + labels.Length - 1) / labels.Length;
        var all = new MotionClips(geometry, checked(rounds * MotionClass.All.Count), seed);
        IEnumerable<int> samples = Enumerable.Range(0, count).Select(i => (i / labels.Length * MotionClass.All.Count) + labels[i % labels.Length]);
        return new ClipSubset(all, "motion", [.. samples]);
    }

    static int[] Labels(string text)
    {
        string[] names = Names;
        string[] parts = text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        string[] asked = text == AllClasses ? names : parts;
        if (asked.Length == 0)
        {
            throw Usage.Error($"--classes {text}: names no class", "synth");
        }

        return [.. asked.Select(Label).Distinct().Order()];

        int Label(string name) => Array.IndexOf(names, name) is >= 0 and int label
            ? label
            : throw Usage.Error($"--classes {text}: unknown class {name}; {Nearest.Hint(name, [.. names, AllClasses])}", "synth");
    }

    static int Number(ParseResult parsed, Option<string> option, int least, int most)
    {
        string text = parsed.GetValue(option)!;
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number >= least && number <= most
            ? number : throw Usage.Error($"{option.Name} {text}: must be a whole number from {least} to {most}", "synth");
    }

    long Seed(ParseResult parsed) =>
        long.TryParse(parsed.GetValue(seed), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long number)
            ? number : throw Usage.Error($"--seed {parsed.GetValue(seed)}: must be a whole number", "synth");

    static Option<string> Text(string name, string value, string description, string standard) => new(name)
    {
        HelpName = value,
        Description = description,
        DefaultValueFactory = _ => standard,
    };
}
