using System.Diagnostics;
using System.Globalization;
using Actors.Model.Blocks;
using Actors.Model.Checkpoints;
using Actors.Runs;

namespace Actors.Snapshots;

/// <summary>Names and writes the files of a snapshot.</summary>
public static class SnapshotFolder
{
    /// <summary>File name of the manifest.</summary>
    public const string Manifest = "manifest.json";

    /// <summary>Name of a whole snapshot's folder.</summary>
    public static string Whole(long batch) => batch.ToString(CultureInfo.InvariantCulture);

    /// <summary>Name of a snapshot's folder while it is written.</summary>
    public static string Unfinished(long batch) => Whole(batch) + ".tmp";

    /// <summary>Writes one block's state, flushed to the disk.</summary>
    public static SnapshotPart WriteBlock(string folder, int index, long batch, Block block)
    {
        long began = Stopwatch.GetTimestamp();
        Directory.CreateDirectory(folder);
        string file = $"block-{index}.safetensors";
        string path = Path.Combine(folder, file);
        var metadata = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["block"] = index.ToString(CultureInfo.InvariantCulture),
            ["updates"] = block.Updates.ToString(CultureInfo.InvariantCulture),
        };
        string sha256 = SafetensorsWriter.Write(path, block.State(), metadata);
        return new SnapshotPart(index, batch, file, sha256, new FileInfo(path).Length, Stopwatch.GetElapsedTime(began).TotalSeconds);
    }

    /// <summary>Makes a folder whose blocks are all written a snapshot: manifest, then the rename.</summary>
    public static void Complete(string snapshots, SnapshotManifest manifest)
    {
        string unfinished = Path.Combine(snapshots, Unfinished(manifest.Batch));
        RunJson.Write(Path.Combine(unfinished, Manifest), manifest);
        Directory.Move(unfinished, Path.Combine(snapshots, Whole(manifest.Batch)));
    }
}
