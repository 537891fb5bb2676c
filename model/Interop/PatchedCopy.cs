using System.Security.Cryptography;

namespace Actors.Model.Interop;

/// <summary>A cache of edited native libraries, one file for each content, shared by every process of a user.</summary>
internal static class PatchedCopy
{
    /// <summary>The per-user folder: <c>$XDG_CACHE_HOME/actors-native</c> or its platform's equivalent.</summary>
    public static string DefaultFolder
    {
        get
        {
            string? cache = Environment.GetEnvironmentVariable("XDG_CACHE_HOME");
            if (string.IsNullOrEmpty(cache))
            {
                string home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
                cache = home.Length > 0 ? Path.Combine(home, ".cache") : Path.Combine(Path.GetTempPath(), $"cache-{Environment.UserName}");
            }

            return Path.Combine(cache, "actors-native");
        }
    }

    /// <summary>
    /// The path of a file that holds <paramref name="edit"/> of the file at <paramref name="original"/>, made when absent.
    /// </summary>
    /// <remarks>
    /// The name holds a hash of the edited content, and an existing file is used only when its content has that hash, so an interrupted
    /// write, a new version of the original and several processes at once are all harmless.
    /// </remarks>
    /// <exception cref="InvalidDataException">The edit refused the file.</exception>
    public static string Of(string original, string folder, Func<byte[], byte[]> edit)
    {
        byte[] edited = edit(File.ReadAllBytes(original));
        string hash = Convert.ToHexStringLower(SHA256.HashData(edited));
        string name = Path.GetFileNameWithoutExtension(original);
        string target = Path.Combine(folder, $"{name}-{hash[..16]}{Path.GetExtension(original)}");
        if (File.Exists(target) && Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(target))) == hash)
        {
            return target;
        }

        Directory.CreateDirectory(folder);
        string temporary = Path.Combine(folder, $".{name}-{Environment.ProcessId}-{Guid.NewGuid():N}");
        try
        {
            File.WriteAllBytes(temporary, edited);
            File.Move(temporary, target, overwrite: true);
        }
        finally
        {
            File.Delete(temporary);
        }

        return target;
    }
}
