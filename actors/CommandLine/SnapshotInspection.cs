using System.Globalization;
using System.Text.Json;
using Actors.Runs;
using Actors.Snapshots;

namespace Actors.CommandLine;

/// <summary>A snapshot's folder: what its manifest says, whether its files are that, and the tensors in them.</summary>
internal static class SnapshotInspection
{
    /// <summary>Reads the manifest and every file.</summary>
    /// <param name="path">The folder.</param>
    /// <param name="files">Its safetensors files.</param>
    /// <exception cref="RunException">The manifest is none.</exception>
    public static Inspection Of(string path, IReadOnlyList<string> files)
    {
        SnapshotManifest manifest = Read(Path.Combine(path, SnapshotFolder.Manifest));
        string? problem = ProblemOf(path);
        Inspection tensors = TensorInspection.Of(files);
        string[] lines =
        [
            $"snapshot {path}: after {manifest.Batch} batches, {(manifest.Consistent ? "all blocks at the same one" : "blocks at different ones")}",
            $"regime   {manifest.Regime}, {manifest.Model}, {string.Join('+', manifest.Partition)}, decoders {manifest.DecoderAttention}, seed {manifest.Seed}",
            .. manifest.Blocks.Select(part => string.Create(
                CultureInfo.InvariantCulture, $"block    {part.Block}: batch {part.Batch}, {part.Bytes} bytes in {part.File}, sha256 {part.Sha256}")),
            problem is null ? "whole    every file is what the manifest says" : $"damaged  {problem}",
            .. tensors.Lines,
        ];
        return new Inspection(lines, new { Kind = "snapshot", Path = path, Manifest = manifest, Whole = problem is null, Problem = problem, Tensors = tensors.Json });
    }

    /// <summary>What is wrong with a snapshot; null when nothing is.</summary>
    public static string? ProblemOf(string folder)
    {
        try
        {
            _ = LoadedSnapshot.Open(folder);
            return null;
        }
        catch (InvalidDataException e)
        {
            return e.Message;
        }
    }

    static SnapshotManifest Read(string path)
    {
        try
        {
            return JsonSerializer.Deserialize<SnapshotManifest>(File.ReadAllText(path), RunJson.Line) ?? throw new JsonException("it is null");
        }
        catch (JsonException e)
        {
            throw new RunException(ExitCode.Checkpoint, $"{path}: not a snapshot's manifest: {e.Message.ReplaceLineEndings(" ")}", e);
        }
    }
}
