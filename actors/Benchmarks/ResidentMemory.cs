using System.Globalization;
using System.Runtime.InteropServices;

namespace Actors.Benchmarks;

/// <summary>Resident memory of this process, and its largest value since a moment.</summary>
internal static partial class ResidentMemory
{
    // Of malloc.h: blocks from this size on are mappings of their own. Its automatic value rises to 32 MiB, half of that of the one at which
    // the heap's end is given back.
    const int MmapThreshold = -3;
    const int TrimThreshold = -1;
    const int MostThreshold = 32 << 20;

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

    /// <summary>From now on tensors get memory straight from the system and give it straight back: what is resident then is what is in use.</summary>
    /// <remarks>Slow, since the system hands out zeroed pages: for what is not timed.</remarks>
    public static void KeepNothing() => SetThreshold(64 << 10);

    /// <summary>From now on freed memory is kept for the next tensor, as the C library does by itself once it has seen large ones.</summary>
    public static void KeepFreed() => SetThreshold(MostThreshold);

    /// <summary>The largest value since, in bytes.</summary>
    public static long Peak()
    {
        const string name = "VmHWM:";
        string? line = OperatingSystem.IsLinux() ? File.ReadLines("/proc/self/status").FirstOrDefault(l => l.StartsWith(name, StringComparison.Ordinal)) : null;
        return line is null
            ? System.Diagnostics.Process.GetCurrentProcess().PeakWorkingSet64
            : 1024 * long.Parse(line[name.Length..].Replace("kB", "", StringComparison.Ordinal), NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture);
    }

    static void SetThreshold(int bytes)
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        try
        {
            _ = mallopt(MmapThreshold, bytes);
            _ = mallopt(TrimThreshold, 2 * MostThreshold);
        }
        catch (EntryPointNotFoundException)
        {
            // Another C library: what it keeps is counted, too.
        }
    }

    [LibraryImport("libc")]
    private static partial int malloc_trim(nuint pad);

    [LibraryImport("libc")]
    private static partial int mallopt(int parameter, int value);
}
