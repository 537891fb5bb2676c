using System.Globalization;
using System.Runtime.InteropServices;

namespace Actors.Benchmarks;

/// <summary>Resident memory of this process, and its largest value since a moment.</summary>
internal static partial class ResidentMemory
{
    /// <summary>Gives back what the allocators keep, and begins to look for the largest value anew.</summary>
    /// <returns>Bytes now.</returns>
    public static long Begin()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        if (!OperatingSystem.IsLinux())
        {
            return Environment.WorkingSet;
        }

        try
        {
            _ = malloc_trim(0);
            File.WriteAllText("/proc/self/clear_refs", "5");
        }
        catch (Exception e) when (e is EntryPointNotFoundException or IOException or UnauthorizedAccessException)
        {
            // Another C library, or a kernel that does not forget: then it is the largest value of the process.
        }

        return Environment.WorkingSet;
    }

    /// <summary>The largest value since, in bytes.</summary>
    public static long Peak()
    {
        const string name = "VmHWM:";
        string? line = OperatingSystem.IsLinux() ? File.ReadLines("/proc/self/status").FirstOrDefault(l => l.StartsWith(name, StringComparison.Ordinal)) : null;
        return line is null
            ? System.Diagnostics.Process.GetCurrentProcess().PeakWorkingSet64
            : 1024 * long.Parse(line[name.Length..].Replace("kB", "", StringComparison.Ordinal), NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture);
    }

    [LibraryImport("libc")]
    private static partial int malloc_trim(nuint pad);
}
