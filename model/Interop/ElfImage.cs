using System.Buffers.Binary;
using System.Text;

namespace Actors.Model.Interop;

/// <summary>The dynamic-linking tables of a little-endian ELF64 shared object, found through its headers.</summary>
/// <remarks>
/// Source: System V ABI, chapters 4 and 5; symbol versioning: the Linux Standard Base, "Symbol Versioning".
/// Every read is checked against the file's length, so that a damaged file is refused and never misread.
/// </remarks>
internal sealed class ElfImage
{
    const int LoadSegment = 1;
    const int DynamicSegment = 2;
    const int DynamicSymbolSection = 11;
    const ulong TagEnd = 0;
    const ulong TagNeeded = 1;
    const ulong TagStringTable = 5;
    const ulong TagSymbolTable = 6;
    const ulong TagStringTableSize = 10;
    const ulong TagSoname = 14;
    const ulong TagRpath = 15;
    const ulong TagRunpath = 29;
    const ulong TagVersionIndices = 0x6ffffff0;
    const ulong TagVersionNeeds = 0x6ffffffe;
    const ulong TagVersionNeedCount = 0x6fffffff;
    const int SymbolSize = 24;

    readonly byte[] image;
    readonly Dictionary<ulong, ulong> dynamic = [];
    readonly List<uint> dynamicStrings = [];
    readonly int strings;
    readonly int stringsLength;

    /// <summary>Parses the headers and the dynamic table.</summary>
    /// <exception cref="InvalidDataException">Not a little-endian ELF64 shared object, or damaged.</exception>
    public ElfImage(byte[] image)
    {
        this.image = image;
        if (image.Length < 64 || !image.AsSpan(0, 6).SequenceEqual("\u007fELF\u0002\u0001"u8))
        {
            throw new InvalidDataException("not a little-endian ELF64 file");
        }

        ReadDynamicTable();
        strings = FileOffset(Required(TagStringTable, "string table"));
        stringsLength = ToLength(Required(TagStringTableSize, "string table size"));
        Check(strings, stringsLength);
    }

    /// <summary>A version that this object needs from a library it links to.</summary>
    /// <param name="Library">File name of that library.</param>
    /// <param name="Version">Version name, such as <c>GLIBCXX_3.4</c>.</param>
    /// <param name="Index">The number by which symbols refer to it.</param>
    /// <param name="HashOffset">File offset of the 4-byte hash of the name.</param>
    /// <param name="NameOffset">File offset of the name in the string table.</param>
    public sealed record VersionNeed(string Library, string Version, int Index, int HashOffset, int NameOffset);

    /// <summary>Every version needed, in file order.</summary>
    public IReadOnlyList<VersionNeed> VersionNeeds()
    {
        List<VersionNeed> needs = [];
        int entry = FileOffset(Required(TagVersionNeeds, "version needs"));
        ulong libraries = Required(TagVersionNeedCount, "number of version needs");
        for (ulong i = 0; i < libraries; i++)
        {
            string library = StringAt(U32(entry + 4));
            int auxiliary = Advance(entry, U32(entry + 8));
            for (int j = 0; j < U16(entry + 2); j++)
            {
                uint name = U32(auxiliary + 8);
                needs.Add(new VersionNeed(library, StringAt(name), U16(auxiliary + 6), auxiliary, strings + (int)name));
                uint next = U32(auxiliary + 12);
                if (next == 0)
                {
                    break;
                }

                auxiliary = Advance(auxiliary, next);
            }

            uint step = U32(entry + 12);
            if (step == 0)
            {
                break;
            }

            entry = Advance(entry, step);
        }

        return needs;
    }

    /// <summary>Name and file offset of the name of every dynamic symbol that refers to a version by <paramref name="index"/>.</summary>
    public IReadOnlyList<(string Name, int NameOffset)> SymbolsOfVersion(int index)
    {
        int symbols = FileOffset(Required(TagSymbolTable, "symbol table"));
        int indices = FileOffset(Required(TagVersionIndices, "version indices"));
        List<(string, int)> found = [];
        for (int i = 0; i < SymbolCount(); i++)
        {
            // The top bit marks a hidden symbol and is no part of the index.
            if ((U16(indices + (2 * i)) & 0x7fff) == index)
            {
                uint name = U32(symbols + (SymbolSize * i));
                found.Add((StringAt(name), strings + (int)name));
            }
        }

        return found;
    }

    /// <summary>How many names begin inside <c>[offset, offset + length]</c> of the file: linkers let names share their tails.</summary>
    public int NamesWithin(int offset, int length)
    {
        int symbols = FileOffset(Required(TagSymbolTable, "symbol table"));
        bool Inside(long name) => name + strings >= offset && name + strings <= offset + (long)length;
        int count = dynamicStrings.Count(name => Inside(name));
        for (int i = 0; i < SymbolCount(); i++)
        {
            count += Inside(U32(symbols + (SymbolSize * i))) ? 1 : 0;
        }

        return count + VersionNeeds().Count(need => Inside(need.NameOffset - strings));
    }

    void ReadDynamicTable()
    {
        (int offset, int length) = Segment(DynamicSegment);
        for (int at = offset; at + 16 <= offset + length; at += 16)
        {
            ulong tag = U64(at);
            if (tag == TagEnd)
            {
                break;
            }

            if (tag is TagNeeded or TagSoname or TagRpath or TagRunpath)
            {
                dynamicStrings.Add((uint)U64(at + 8));
            }

            dynamic[tag] = U64(at + 8);
        }
    }

    (int Offset, int Length) Segment(uint type)
    {
        foreach (int header in SegmentHeaders())
        {
            if (U32(header) == type)
            {
                (int offset, int length) = (ToLength(U64(header + 8)), ToLength(U64(header + 32)));
                Check(offset, length);
                return (offset, length);
            }
        }

        throw new InvalidDataException($"ELF file without a segment of type {type}");
    }

    IEnumerable<int> SegmentHeaders()
    {
        int table = ToLength(U64(32));
        for (int i = 0; i < U16(56); i++)
        {
            yield return Advance(table, (uint)(i * U16(54)));
        }
    }

    int FileOffset(ulong address)
    {
        foreach (int header in SegmentHeaders())
        {
            ulong start = U64(header + 16);
            if (U32(header) == LoadSegment && address >= start && address - start < U64(header + 32))
            {
                return ToLength(U64(header + 8) + (address - start));
            }
        }

        throw new InvalidDataException($"ELF address 0x{address:x} lies in no loaded segment");
    }

    int SymbolCount()
    {
        int table = ToLength(U64(40));
        for (int i = 0; i < U16(60); i++)
        {
            int header = Advance(table, (uint)(i * U16(58)));
            if (U32(header + 4) == DynamicSymbolSection)
            {
                return ToLength(U64(header + 32)) / SymbolSize;
            }
        }

        throw new InvalidDataException("ELF file without a dynamic symbol section");
    }

    string StringAt(uint offset)
    {
        if (offset >= (uint)stringsLength)
        {
            throw new InvalidDataException($"ELF string offset {offset} is outside the string table of {stringsLength} bytes");
        }

        ReadOnlySpan<byte> rest = image.AsSpan(strings + (int)offset, stringsLength - (int)offset);
        int end = rest.IndexOf((byte)0);
        return end >= 0 ? Encoding.Latin1.GetString(rest[..end]) : throw new InvalidDataException("ELF string without an end");
    }

    ulong Required(ulong tag, string what) =>
        dynamic.TryGetValue(tag, out ulong value) ? value : throw new InvalidDataException($"ELF file without a {what}");

    int Advance(int offset, uint step) => ToLength((ulong)offset + step);

    int ToLength(ulong value) => value <= (ulong)image.Length
        ? (int)value
        : throw new InvalidDataException($"ELF offset or length {value} exceeds the file's {image.Length} bytes");

    void Check(int offset, int length)
    {
        if (offset < 0 || length < 0 || (long)offset + length > image.Length)
        {
            throw new InvalidDataException($"ELF range {offset}+{length} exceeds the file's {image.Length} bytes");
        }
    }

    ReadOnlySpan<byte> At(int offset, int size)
    {
        Check(offset, size);
        return image.AsSpan(offset, size);
    }

    ushort U16(int offset) => BinaryPrimitives.ReadUInt16LittleEndian(At(offset, 2));

    uint U32(int offset) => BinaryPrimitives.ReadUInt32LittleEndian(At(offset, 4));

    ulong U64(int offset) => BinaryPrimitives.ReadUInt64LittleEndian(At(offset, 8));
}
