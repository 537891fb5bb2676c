using System.Runtime.InteropServices;
using Iced.Intel;

namespace Actors.Model.Kernels;

/// <summary>Instructions that were assembled in this process, in memory that can be run and no longer be written.</summary>
internal static unsafe partial class MachineCode
{
    const int Read = 1;
    const int Write = 2;
    const int Execute = 4;
    const int Private = 2;
    const int Anonymous = 0x20;

    /// <summary>Loads what was assembled, for the rest of the process.</summary>
    /// <param name="assembler">Code that does not depend on where it lies.</param>
    /// <returns>Its entry; null if this system does not let a process run memory that it has written.</returns>
    public static void* Load(Assembler assembler)
    {
        using MemoryStream bytes = new();
        assembler.Assemble(new StreamCodeWriter(bytes), 0);
        nuint length = (nuint)bytes.Length;
        void* memory = Map(null, length, Read | Write, Private | Anonymous, -1, 0);
        if (memory == (void*)-1)
        {
            return null;
        }

        bytes.ToArray().CopyTo(new Span<byte>(memory, (int)length));
        if (Protect(memory, length, Read | Execute) == 0)
        {
            return memory;
        }

        // What cannot be given back is a page that stays.
        _ = Unmap(memory, length);
        return null;
    }

    [LibraryImport("libc", EntryPoint = "mmap")]
    private static partial void* Map(void* address, nuint length, int protection, int flags, int file, nint offset);

    [LibraryImport("libc", EntryPoint = "mprotect")]
    private static partial int Protect(void* address, nuint length, int protection);

    [LibraryImport("libc", EntryPoint = "munmap")]
    private static partial int Unmap(void* address, nuint length);
}
