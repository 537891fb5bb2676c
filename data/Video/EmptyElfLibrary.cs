using System.Buffers.Binary;
using System.Text;

namespace Actors.Data.Video;

/// <summary>Makes a shared library that holds nothing but its name.</summary>
/// <remarks>
/// A library that was linked to a GUI toolkit loads where that toolkit is absent, if something of the same name is already loaded
/// and none of its functions is called: the dynamic linker matches <c>DT_NEEDED</c> with <c>DT_SONAME</c> and binds calls late.
/// Source: System V ABI, generic chapters 4 and 5, and its AMD64 supplement.
/// </remarks>
internal static class EmptyElfLibrary
{
    const int HeaderBytes = 64, SegmentBytes = 56, SymbolBytes = 24, DynamicEntryBytes = 16;
    const int Segments = 3, DynamicEntries = 7;
    const uint SegmentLoad = 1, SegmentDynamic = 2, SegmentGnuStack = 0x6474e551;
    const uint ReadWrite = 6;

    /// <summary>The bytes of an x86-64 ELF library with that <c>DT_SONAME</c>.</summary>
    public static byte[] Build(string soname)
    {
        byte[] strings = [0, .. Encoding.ASCII.GetBytes(soname), 0];
        int symbols = HeaderBytes + (Segments * SegmentBytes);
        int names = symbols + SymbolBytes;
        int hash = Align(names + strings.Length);
        int dynamic = hash + 16;
        int end = dynamic + (DynamicEntries * DynamicEntryBytes);
        byte[] file = new byte[end];

        WriteHeader(file);
        WriteSegment(file, 0, SegmentLoad, 0, end, 0x1000);
        WriteSegment(file, 1, SegmentDynamic, dynamic, DynamicEntries * DynamicEntryBytes, 8);
        WriteSegment(file, 2, SegmentGnuStack, 0, 0, 16);
        strings.CopyTo(file, names);

        // A hash table of one bucket over the one symbol that every table begins with, the undefined one.
        BinaryPrimitives.WriteUInt32LittleEndian(file.AsSpan(hash), 1);
        BinaryPrimitives.WriteUInt32LittleEndian(file.AsSpan(hash + 4), 1);

        (long Tag, long Value)[] entries =
        [
            (14, 1),              // DT_SONAME
            (4, hash),            // DT_HASH
            (5, names),           // DT_STRTAB
            (6, symbols),         // DT_SYMTAB
            (10, strings.Length), // DT_STRSZ
            (11, SymbolBytes),    // DT_SYMENT
            (0, 0),               // DT_NULL
        ];
        for (int i = 0; i < entries.Length; i++)
        {
            Span<byte> entry = file.AsSpan(dynamic + (i * DynamicEntryBytes));
            BinaryPrimitives.WriteInt64LittleEndian(entry, entries[i].Tag);
            BinaryPrimitives.WriteInt64LittleEndian(entry[8..], entries[i].Value);
        }

        return file;
    }

    static void WriteHeader(Span<byte> file)
    {
        // ELF, 64 bits, little-endian, version 1.
        ReadOnlySpan<byte> identity = [0x7f, (byte)'E', (byte)'L', (byte)'F', 2, 1, 1];
        identity.CopyTo(file);
        BinaryPrimitives.WriteUInt16LittleEndian(file[16..], 3);  // ET_DYN
        BinaryPrimitives.WriteUInt16LittleEndian(file[18..], 62); // EM_X86_64
        BinaryPrimitives.WriteUInt32LittleEndian(file[20..], 1);  // EV_CURRENT
        BinaryPrimitives.WriteUInt64LittleEndian(file[32..], HeaderBytes);
        BinaryPrimitives.WriteUInt16LittleEndian(file[52..], HeaderBytes);
        BinaryPrimitives.WriteUInt16LittleEndian(file[54..], SegmentBytes);
        BinaryPrimitives.WriteUInt16LittleEndian(file[56..], Segments);
    }

    static void WriteSegment(byte[] file, int index, uint type, long offset, long length, long alignment)
    {
        Span<byte> segment = file.AsSpan(HeaderBytes + (index * SegmentBytes), SegmentBytes);
        BinaryPrimitives.WriteUInt32LittleEndian(segment, type);
        BinaryPrimitives.WriteUInt32LittleEndian(segment[4..], ReadWrite);
        BinaryPrimitives.WriteInt64LittleEndian(segment[8..], offset);
        BinaryPrimitives.WriteInt64LittleEndian(segment[16..], offset);
        BinaryPrimitives.WriteInt64LittleEndian(segment[24..], offset);
        BinaryPrimitives.WriteInt64LittleEndian(segment[32..], length);
        BinaryPrimitives.WriteInt64LittleEndian(segment[40..], length);
        BinaryPrimitives.WriteInt64LittleEndian(segment[48..], alignment);
    }

    static int Align(int offset) => (offset + 7) & ~7;
}
