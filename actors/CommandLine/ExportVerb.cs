using System.CommandLine;
using System.Globalization;
using Actors.Configuration;
using Actors.Evaluation;
using Actors.Model.Checkpoints;
using Actors.Model.Shapes;
using Actors.Runs;
using Actors.Snapshots;

namespace Actors.CommandLine;

/// <summary><c>actors export</c>: writes a snapshot as other code reads it.</summary>
internal sealed class ExportVerb
{
    const string HuggingFace = "huggingface";
    const string VideoMae = "videomae";

    readonly Argument<string> checkpoint = new("RUN") { Description = "A run directory, or the folder of one of its snapshots" };
    readonly Argument<string> folder = new("DIR") { Description = "The folder to write: new, or empty" };
    readonly Option<string> to = new("--to")
    {
        HelpName = "NAME",
        Description = $"Whose names: {HuggingFace} (model.safetensors and config.json) or {VideoMae} (the original's, model.safetensors)",
        DefaultValueFactory = _ => HuggingFace,
    };

    readonly Option<string> snapshot = new("--snapshot") { HelpName = "N", Description = "The run's snapshot after N batches [default: the newest]" };
    readonly Shell shell;

    /// <summary>Prepares the verb.</summary>
    public ExportVerb(Shell shell)
    {
        this.shell = shell;
    }

    /// <summary>An example for the help.</summary>
    public static string Example => "actors export runs/tiny --to huggingface exported";

    /// <summary>The verb with its options and help.</summary>
    public Command Command()
    {
        var command = new Command("export", "Writes a run's weights under Hugging Face's or the original VideoMAE's names.")
        {
            checkpoint, folder, to, snapshot,
        };
        command.SetAction(Run);
        return command;
    }

    int Run(ParseResult parsed)
    {
        string naming = parsed.GetValue(to)!;
        if (naming is not (HuggingFace or VideoMae))
        {
            throw Usage.Error($"--to {naming}; {Nearest.Hint(naming, [HuggingFace, VideoMae])}", "export");
        }

        EvaluatedRun run = Open(parsed.GetValue(checkpoint)!, parsed.GetValue(snapshot));
        string path = parsed.GetValue(folder)!;
        if (File.Exists(path) || (Directory.Exists(path) && Directory.EnumerateFileSystemEntries(path).Any()))
        {
            throw Usage.Error($"{path} {(File.Exists(path) ? "is a file" : "is not empty")}: name a new folder", "export");
        }

        WholeCheckpoint whole = Read(run);
        string sha256;
        try
        {
            Directory.CreateDirectory(path);
            var names = naming == HuggingFace ? CheckpointNaming.HuggingFace : CheckpointNaming.VideoMae;
            sha256 = whole.Write(Path.Combine(path, "model.safetensors"), names);
            if (naming == HuggingFace)
            {
                RunJson.Write(Path.Combine(path, "config.json"), HuggingFaceConfig.Of(run.Shape));
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new RunException(ExitCode.Usage, $"{path} cannot be written: {e.Message}", e);
        }

        shell.Out.WriteLine(
            $"{path}: snapshot after {run.Snapshot.Manifest.Batch} batches, {whole.Tensors.Count} tensors, {naming} names, sha256 {sha256[..8]}");
        if (run.Shape.DecoderAttention != DecoderAttention.Self)
        {
            shell.Out.WriteLine(
                $"{path}: VideoMAE has no {RunPlans.NameOf(run.Shape.DecoderAttention)}-attention decoder: other code reads the encoder alone, train --init the decoders, too");
        }

        return (int)ExitCode.Done;
    }

    // A snapshot's folder is RUN/snapshots/N: what its tensors don't say (the heads) is in the run's configuration.
    EvaluatedRun Open(string path, string? asked)
    {
        long? batch = asked is null ? null
            : long.TryParse(asked, NumberStyles.None, CultureInfo.InvariantCulture, out long number) ? number
            : throw Usage.Error($"--snapshot {asked}: must be a whole number", "export");
        string full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
        bool isSnapshot = !File.Exists(Path.Combine(full, RunDirectory.ConfigurationFile)) && File.Exists(Path.Combine(full, SnapshotFolder.Manifest))
            && long.TryParse(Path.GetFileName(full), NumberStyles.None, CultureInfo.InvariantCulture, out number);
        if (isSnapshot)
        {
            batch = long.Parse(Path.GetFileName(full), NumberStyles.None, CultureInfo.InvariantCulture);
            full = Path.GetDirectoryName(Path.GetDirectoryName(full))!;
        }

        return EvaluatedRun.Open(full, batch, warning => shell.Error.WriteLine($"actors: warning: {warning}"));
    }

    static WholeCheckpoint Read(EvaluatedRun run)
    {
        try
        {
            return WholeCheckpoint.Of(
                [.. Enumerable.Range(0, run.Partition.Blocks).Select(k => SafetensorsFile.Read(run.Snapshot.PathOf(k)).Entries)], run.Partition);
        }
        catch (InvalidDataException e)
        {
            throw new RunException(ExitCode.Checkpoint, e.Message, e);
        }
    }
}
