using System.Runtime.InteropServices;

namespace Actors.Model.Interop;

/// <summary>Main memory that is allocated outside of .NET's heap, tensors above all, as the C library counts it.</summary>
/// <remarks>A count, not a measurement: the same work on a thread gives the same number, whatever else the machine does.</remarks>
public static partial class AllocatedMemory
{
    /// <summary>Whether there is a count here: glibc, 2.33 or later, has one.</summary>
    public static bool IsCounted { get; } = HasCount();

    /// <summary>Bytes in use in this process; 0 where they are not counted.</summary>
    public static long InUse()
    {
        if (!IsCounted)
        {
            return 0;
        }

        MallocInfo info = mallinfo2();
        return (long)(info.InUse + info.Mapped);
    }

    static bool HasCount()
    {
        try
        {
            return OperatingSystem.IsLinux() && (long)mallinfo2().InUse > 0;
        }
        catch (Exception e) when (e is EntryPointNotFoundException or DllNotFoundException)
        {
            return false;
        }
    }

    [LibraryImport("libc")]
    private static partial MallocInfo mallinfo2();

    // struct mallinfo2 of malloc.h: ten numbers of the size of a pointer.
    [StructLayout(LayoutKind.Sequential)]
    readonly struct MallocInfo
    {
        readonly nuint arena;
        readonly nuint ordblks;
        readonly nuint smblks;
        readonly nuint hblks;
        public readonly nuint Mapped;
        readonly nuint usmblks;
        readonly nuint fsmblks;
        public readonly nuint InUse;
        readonly nuint fordblks;
        readonly nuint keepcost;
    }
}
