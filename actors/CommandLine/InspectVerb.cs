using System.CommandLine;
using System.Text.Json;
using Actors.Data.Video;
using Actors.Runs;
using Actors.Snapshots;
using Actors.Terminal;

namespace Actors.CommandLine;

/// <summary><c>actors inspect</c>: says what a folder or file holds.</summary>
internal sealed class InspectVerb
{
    readonly Argument<string> path = new("PATH")
    {
        Description = "A folder of videos, a video, a run directory, a snapshot's folder or one of its .safetensors files",
    };

    readonly Option<bool> json = new("--json") { Description = "Print one JSON object instead of lines" };
    readonly Option<string> decoder = new("--decoder")
    {
        HelpName = "NAME",
        Description = "Video decoder: auto, system or bundled",
        DefaultValueFactory = _ => VideoDecoders.Auto,
    };

    readonly Shell shell;
    readonly StopSignals signals;

    /// <summary>Prepares the verb.</summary>
    public InspectVerb(Shell shell, StopSignals signals)
    {
        this.shell = shell;
        this.signals = signals;
    }

    /// <summary>An example for the help.</summary>
    public static string Example => "actors inspect clips --json";

    /// <summary>The verb with its options and help.</summary>
    public Command Command()
    {
        var command = new Command("inspect", "Says what a data set, a video, a run or a snapshot holds, and what is broken in it.")
        {
            path, decoder, json,
        };
        command.SetAction(Run);
        return command;
    }

    int Run(ParseResult parsed)
    {
        string asked = parsed.GetValue(path)!;
        Inspection found = Inspect(asked, () => DecoderReport.Open(parsed.GetValue(decoder)!, "inspect"));
        if (parsed.GetValue(json))
        {
            shell.Out.WriteLine(JsonSerializer.Serialize(found.Json, RunJson.Page));
        }
        else
        {
            foreach (string line in found.Lines)
            {
                shell.Out.WriteLine(line);
            }
        }

        return (int)ExitCode.Done;
    }

    Inspection Inspect(string asked, Func<DecoderReport> open)
    {
        const string Tensors = ".safetensors";
        if (File.Exists(asked))
        {
            return Path.GetExtension(asked) == Tensors ? TensorInspection.Of([asked]) : VideoInspection.Of(asked, open());
        }

        if (!Directory.Exists(asked))
        {
            throw new RunException(ExitCode.Data, $"{asked}: no such file or folder");
        }

        string[] tensors = [.. Directory.EnumerateFiles(asked, "*" + Tensors).Order(StringComparer.Ordinal)];
        return File.Exists(Path.Combine(asked, "config.conf")) ? RunInspection.Of(asked)
            : tensors.Length > 0 && File.Exists(Path.Combine(asked, SnapshotFolder.Manifest)) ? SnapshotInspection.Of(asked, tensors)
            : tensors.Length > 0 ? TensorInspection.Of(tensors)
            : DatasetInspection.Of(asked, open(), total => new CountLine(shell, "files read", total), signals.Token);
    }
}
