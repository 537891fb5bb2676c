using System.ComponentModel;
using System.Runtime.InteropServices;

namespace Actors.Model.Checkpoints;

/// <summary>Makes a rename durable: on POSIX systems a name is on the disk only when its folder has been flushed.</summary>
public static partial class FolderSync
{
    const int ReadOnly = 0;

    /// <summary>Flushes a folder's entries to the disk; does nothing on Windows, where the rename itself is journalled.</summary>
    /// <exception cref="IOException">The folder can't be opened or flushed.</exception>
    public static void Flush(string folder)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        int descriptor = open(folder, ReadOnly);
        if (descriptor < 0)
        {
            throw Failure("open", folder);
        }

        bool failed = fsync(descriptor) != 0;
        IOException? failure = failed ? Failure("flush", folder) : null;
        _ = close(descriptor);
        if (failure is not null)
        {
            throw failure;
        }
    }

    static IOException Failure(string action, string folder) =>
        new($"can't {action} folder {folder}: {new Win32Exception(Marshal.GetLastPInvokeError()).Message}");

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int open(string path, int flags);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int fsync(int descriptor);

    [LibraryImport("libc")]
    private static partial int close(int descriptor);
}
