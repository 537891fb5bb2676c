using System.Security.Cryptography;
using System.Text.Json;
using Actors.Runs;

namespace Actors.Snapshots;

/// <summary>A whole snapshot that has been checked.</summary>
/// <param name="Folder">Where it lies.</param>
/// <param name="Manifest">What it holds.</param>
public sealed record LoadedSnapshot(string Folder, SnapshotManifest Manifest)
{
    /// <summary>Path of a block's state.</summary>
    public string PathOf(int block) => Path.Combine(Folder, Manifest.Blocks[block].File);

    /// <summary>Opens a snapshot and checks every file's SHA-256.</summary>
    /// <exception cref="InvalidDataException">A file is missing or is not what the manifest says; one line names it.</exception>
    public static LoadedSnapshot Open(string folder)
    {
        try
        {
            SnapshotManifest manifest = JsonSerializer.Deserialize<SnapshotManifest>(File.ReadAllText(Path.Combine(folder, SnapshotFolder.Manifest)), RunJson.Line)
                ?? throw new InvalidDataException("its manifest is empty");
            foreach (SnapshotPart part in manifest.Blocks)
            {
                using FileStream file = File.OpenRead(Path.Combine(folder, part.File));
                string sha256 = Convert.ToHexStringLower(SHA256.HashData(file));
                if (sha256 != part.Sha256)
                {
                    throw new InvalidDataException($"{part.File} has SHA-256 {sha256[..12]}…, its manifest says {part.Sha256[..12]}…");
                }
            }

            return new LoadedSnapshot(folder, manifest);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException && e is not InvalidDataException)
        {
            throw new InvalidDataException(e.Message.Split('\n', 2)[0], e);
        }
    }
}
