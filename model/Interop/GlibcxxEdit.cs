using System.Buffers.Binary;
using System.Text;

namespace Actors.Model.Interop;

/// <summary>Edits a shared object built by GCC 13 so that it loads where libstdc++ stops before <c>GLIBCXX_3.4.32</c>.</summary>
/// <remarks>
/// GCC 13 emits a reference to <c>std::ios_base_library_init()</c> where GCC 12 emitted a call of <c>std::ios_base::Init::Init()</c>, and
/// that symbol alone needs <c>GLIBCXX_3.4.32</c>. Both make the standard streams usable, so the one name is replaced by the other, and the
/// version by the <c>GLIBCXX_3.4</c> that the older constructor has. Three places change; nothing moves.
/// </remarks>
internal static class GlibcxxEdit
{
    /// <summary>The version that the edit removes the need of.</summary>
    public const string MissingVersion = "GLIBCXX_3.4.32";

    const string OldestVersion = "GLIBCXX_3.4";
    const string NewInitialiser = "_ZSt21ios_base_library_initv";
    const string OldInitialiser = "_ZNSt8ios_base4InitC1Ev";

    /// <summary>A copy of <paramref name="sharedObject"/> that needs <c>GLIBCXX_3.4</c> where it needed <c>GLIBCXX_3.4.32</c>.</summary>
    /// <exception cref="InvalidDataException">
    /// Not an ELF64 file; or nothing to edit, since it doesn't need that version; or something else than the stream initialiser needs it.
    /// </exception>
    public static byte[] Apply(byte[] sharedObject)
    {
        ElfImage elf = new(sharedObject);
        ElfImage.VersionNeed[] needs = [.. elf.VersionNeeds().Where(need => need.Version == MissingVersion)];
        if (needs.Length != 1)
        {
            throw new InvalidDataException(needs.Length == 0
                ? $"nothing to edit: no need of {MissingVersion}"
                : $"{MissingVersion} is needed by {needs.Length} entries, where one is expected");
        }

        IReadOnlyList<(string Name, int NameOffset)> symbols = elf.SymbolsOfVersion(needs[0].Index);
        if (symbols.Count != 1 || symbols[0].Name != NewInitialiser)
        {
            string names = string.Join(", ", symbols.Select(symbol => symbol.Name).Take(4));
            throw new InvalidDataException(
                $"{MissingVersion} is needed by {symbols.Count} symbols ({names}), where only {NewInitialiser} has an older equivalent");
        }

        if (Hash(MissingVersion) != BinaryPrimitives.ReadUInt32LittleEndian(sharedObject.AsSpan(needs[0].HashOffset)))
        {
            throw new InvalidDataException($"the hash stored for {MissingVersion} is not its ELF hash");
        }

        if (elf.NamesWithin(symbols[0].NameOffset, NewInitialiser.Length) != 1
            || elf.NamesWithin(needs[0].NameOffset, MissingVersion.Length) != 1)
        {
            throw new InvalidDataException($"the name of {MissingVersion} or of its symbol is shared with another name");
        }

        byte[] edited = (byte[])sharedObject.Clone();
        Replace(edited, symbols[0].NameOffset, NewInitialiser, OldInitialiser);
        Replace(edited, needs[0].NameOffset, MissingVersion, OldestVersion);
        BinaryPrimitives.WriteUInt32LittleEndian(edited.AsSpan(needs[0].HashOffset), Hash(OldestVersion));
        return edited;
    }

    /// <summary>The ELF hash of a version name (System V ABI, "Hash Table").</summary>
    internal static uint Hash(string name)
    {
        uint hash = 0;
        foreach (char c in name)
        {
            hash = (hash << 4) + c;
            uint high = hash & 0xf0000000;
            hash = (hash ^ (high >> 24)) & ~high;
        }

        return hash;
    }

    static void Replace(byte[] image, int offset, string old, string replacement)
    {
        Span<byte> place = image.AsSpan(offset, old.Length);
        place.Clear();
        Encoding.ASCII.GetBytes(replacement, place);
    }
}
