using System.Globalization;
using Actors.Model.Checkpoints;
using Actors.Runs;

namespace Actors.Snapshots;

/// <summary>Names, completes, keeps and finds the snapshots of a run.</summary>
public static class SnapshotFolder
{
    /// <summary>File name of the manifest.</summary>
    public const string Manifest = "manifest.json";

    const string UnfinishedSuffix = ".tmp";

    /// <summary>File name of a block's state.</summary>
    public static string FileOf(int block) => $"block-{block}.safetensors";

    /// <summary>Name of a whole snapshot's folder.</summary>
    public static string Whole(long batch) => batch.ToString(CultureInfo.InvariantCulture);

    /// <summary>Name of a snapshot's folder while an incarnation writes it: no other incarnation writes there.</summary>
    public static string Unfinished(long batch, int incarnation) => $"{batch}.{incarnation}{UnfinishedSuffix}";

    /// <summary>Makes a folder whose blocks are all written a snapshot: manifest, then the rename.</summary>
    /// <remarks>One of the same batch, written before a recovery, stays if its files are what its manifest says: it holds the same bits.</remarks>
    public static void Complete(string snapshots, SnapshotManifest manifest, int incarnation)
    {
        string unfinished = Path.Combine(snapshots, Unfinished(manifest.Batch, incarnation));
        string whole = Path.Combine(snapshots, Whole(manifest.Batch));
        RunJson.Write(Path.Combine(unfinished, Manifest), manifest);
        FolderSync.Flush(unfinished);
        if (Directory.Exists(whole))
        {
            if (IsWhole(whole))
            {
                Directory.Delete(unfinished, recursive: true);
                return;
            }

            Directory.Delete(whole, recursive: true);
        }

        Directory.Move(unfinished, whole);
        FolderSync.Flush(snapshots);
    }

    /// <summary>Removes the oldest snapshots but the last few, and never the first, which is the initial state.</summary>
    public static void Prune(string snapshots, int keep)
    {
        foreach (long batch in Batches(snapshots).Where(batch => batch > 0).OrderDescending().Skip(keep))
        {
            Directory.Delete(Path.Combine(snapshots, Whole(batch)), recursive: true);
        }
    }

    /// <summary>Removes what was being written when a process died, as far as it can be.</summary>
    public static void RemoveUnfinished(string snapshots)
    {
        foreach (string folder in Directory.GetDirectories(snapshots, "*" + UnfinishedSuffix))
        {
            RemoveUnfinished(snapshots, folder);
        }
    }

    /// <summary>Removes one unfinished snapshot. A writer of an ended incarnation may still be at it: then a later start removes it.</summary>
    public static void RemoveUnfinished(string snapshots, string name)
    {
        try
        {
            Directory.Delete(Path.Combine(snapshots, name), recursive: true);
        }
        catch (IOException)
        {
            // It has no manifest and its name says that it is unfinished, so it is nobody's snapshot.
        }
    }

    /// <summary>The newest snapshot whose every file is what its manifest says.</summary>
    /// <param name="snapshots">Folder of the run's snapshots.</param>
    /// <param name="damaged">Told of each newer one that is damaged, in one line.</param>
    /// <exception cref="RunException">There is none (exit code 5).</exception>
    public static LoadedSnapshot Newest(string snapshots, Action<string> damaged) => NewestOrNone(snapshots, damaged)
        ?? throw new RunException(ExitCode.Checkpoint, $"{snapshots} holds no whole snapshot to go on from: begin the run anew, in another directory");

    /// <summary>As <see cref="Newest"/>, but null when there is none.</summary>
    public static LoadedSnapshot? NewestOrNone(string snapshots, Action<string> damaged)
    {
        foreach (long batch in Batches(snapshots).OrderDescending())
        {
            string folder = Path.Combine(snapshots, Whole(batch));
            try
            {
                return LoadedSnapshot.Open(folder);
            }
            catch (InvalidDataException e)
            {
                damaged($"snapshot {folder} is damaged and not used: {e.Message}");
            }
        }

        return null;
    }

    static bool IsWhole(string folder)
    {
        try
        {
            LoadedSnapshot.Open(folder);
            return true;
        }
        catch (InvalidDataException)
        {
            return false;
        }
    }

    static IEnumerable<long> Batches(string snapshots) => !Directory.Exists(snapshots) ? [] : Directory.GetDirectories(snapshots)
        .Select(folder => long.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out long batch) ? batch : -1)
        .Where(batch => batch >= 0);
}
