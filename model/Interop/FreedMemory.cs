using System.Runtime.InteropServices;

namespace Actors.Model.Interop;

/// <summary>What becomes of main memory that tensors leave: kept for the next ones, or given back to the system.</summary>
/// <remarks>
/// Tensors of a step come and go at the same sizes. By itself glibc gives the end of a thread's heap back as soon as some twice its largest
/// block is free, and the system hands the pages out again one by one, zeroed: three to eight per cent of a <c>deit-tiny</c> step.
/// </remarks>
public static partial class FreedMemory
{
    // Of malloc.h.
    const int TrimThreshold = -1;
    const int TopPad = -2;
    const int MmapThreshold = -3;

    // The most that glibc takes: half of a thread's heap.
    const int MostThreshold = 32 << 20;
    const int SmallThreshold = 64 << 10;

    static readonly string[] variables = ["MALLOC_TRIM_THRESHOLD_", "MALLOC_TOP_PAD_", "MALLOC_MMAP_THRESHOLD_", "MALLOC_MMAP_MAX_", "GLIBC_TUNABLES"];

    /// <summary>From now on freed memory is kept for the next tensor, unless the environment says what malloc shall do.</summary>
    public static void Keep()
    {
        if (!Array.Exists(variables, name => Environment.GetEnvironmentVariable(name) is not null))
        {
            Set(MostThreshold, MostThreshold);
        }
    }

    /// <summary>From now on tensors get memory straight from the system and give it straight back: what is resident then is what is in use.</summary>
    /// <remarks>Slow, since the system hands out zeroed pages: for what is not timed.</remarks>
    public static void KeepNothing() => Set(SmallThreshold, 0);

    static void Set(int threshold, int pad)
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        try
        {
            _ = mallopt(MmapThreshold, threshold);
            _ = mallopt(TrimThreshold, 2 * MostThreshold);
            _ = mallopt(TopPad, pad);
        }
        catch (EntryPointNotFoundException)
        {
            // Another C library, with ways of its own.
        }
    }

    [LibraryImport("libc")]
    private static partial int mallopt(int parameter, int value);
}
