using Actors.Model.Interop;
using CsCheck;
using Xunit;

namespace Actors.Tests.Model;

/// <summary>The edit of TorchSharp's library, on the real one and on damaged copies of it.</summary>
public sealed class GlibcxxEditTest
{
    static byte[] Original()
    {
        string path = Path.Combine(AppContext.BaseDirectory, "runtimes", "linux-x64", "native", "libLibTorchSharp.so");
        Assert.SkipUnless(File.Exists(path), "this build has no libLibTorchSharp.so");
        return File.ReadAllBytes(path);
    }

    [Fact]
    public void Exactly_three_places_change()
    {
        byte[] before = Original();
        byte[] after = GlibcxxEdit.Apply(before);
        Assert.Equal(before.Length, after.Length);
        ElfImage elf = new(before);
        ElfImage.VersionNeed need = elf.VersionNeeds().Single(n => n.Version == GlibcxxEdit.MissingVersion);
        (string symbol, int symbolOffset) = Assert.Single(elf.SymbolsOfVersion(need.Index));
        (int Offset, int Length)[] places = [(symbolOffset, symbol.Length), (need.NameOffset, need.Version.Length), (need.HashOffset, 4)];
        int Place(int at) => Array.FindIndex(places, place => at >= place.Offset && at < place.Offset + place.Length);
        int[] changed = [.. Enumerable.Range(0, before.Length).Where(i => before[i] != after[i])];
        Assert.Equal([0, 1, 2], changed.Select(Place).Distinct().Order());
    }

    [Fact]
    public void The_edited_library_needs_nothing_of_the_missing_version()
    {
        byte[] after = GlibcxxEdit.Apply(Original());
        ElfImage elf = new(after);
        Assert.DoesNotContain(elf.VersionNeeds(), need => need.Version == GlibcxxEdit.MissingVersion);
        Assert.Equal(2, elf.VersionNeeds().Count(need => need.Version == "GLIBCXX_3.4"));
        Assert.All(elf.VersionNeeds(), need => Assert.Equal(GlibcxxEdit.Hash(need.Version), BitConverter.ToUInt32(after, need.HashOffset)));
        int[] indices = [.. elf.VersionNeeds().Where(need => need.Version == "GLIBCXX_3.4").Select(need => need.Index)];
        Assert.Contains(indices.SelectMany(elf.SymbolsOfVersion), symbol => symbol.Name == "_ZNSt8ios_base4InitC1Ev");
    }

    [Fact]
    public void An_edited_library_is_refused_because_there_is_nothing_to_edit()
    {
        byte[] after = GlibcxxEdit.Apply(Original());
        Assert.Equal("nothing to edit: no need of GLIBCXX_3.4.32", Assert.Throws<InvalidDataException>(() => GlibcxxEdit.Apply(after)).Message);
    }

    [Fact]
    public void Another_symbol_of_the_missing_version_is_named_in_the_refusal()
    {
        byte[] bytes = Original();
        ElfImage elf = new(bytes);
        ElfImage.VersionNeed need = elf.VersionNeeds().Single(n => n.Version == GlibcxxEdit.MissingVersion);
        (_, int nameOffset) = Assert.Single(elf.SymbolsOfVersion(need.Index));
        bytes[nameOffset + 4] = (byte)'9';
        Assert.Contains("_ZSt91ios_base_library_initv", Assert.Throws<InvalidDataException>(() => GlibcxxEdit.Apply(bytes)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Input_that_is_no_shared_object_is_refused() =>
        Gen.Byte.Array[0, 300].Sample(bytes => Assert.Throws<InvalidDataException>(() => GlibcxxEdit.Apply(bytes)), iter: 1000);

    [Fact]
    public void A_damaged_library_is_edited_or_refused_and_nothing_else_happens()
    {
        byte[] original = Original();
        // The headers, the dynamic table and the version table: where a wrong byte sends a careless reader astray.
        Gen<int> offset = Gen.OneOf(Gen.Int[0, 1023], Gen.Int[0x1d4b18, 0x1d4b18 + 560], Gen.Int[0x3f8f0, 0x3f8f0 + 528]);
        Gen.Select(offset, Gen.Byte, Gen.Int[0, original.Length]).Array[1, 4].Sample(
            edits =>
            {
                byte[] damaged = (byte[])original.Clone();
                Array.ForEach(edits, edit => damaged[edit.Item1] = edit.Item2);
                int length = edits[0].Item2 % 4 == 0 ? edits[0].Item3 : damaged.Length;
                try
                {
                    GlibcxxEdit.Apply(damaged[..length]);
                }
                catch (InvalidDataException)
                {
                    // The documented refusal; anything else fails the test.
                }
            },
            iter: 200);
    }

    [Fact]
    public void Several_makers_of_one_copy_end_with_one_whole_file()
    {
        string folder = Directory.CreateTempSubdirectory("actors-copy").FullName;
        try
        {
            string source = Path.Combine(folder, "libX.so");
            File.WriteAllBytes(source, new byte[100_000]);
            string cache = Path.Combine(folder, "cache");
            string[] paths = new string[16];
            Parallel.For(0, paths.Length, i => paths[i] = PatchedCopy.Of(source, cache, bytes => [.. bytes, 1]));
            string path = Assert.Single(paths.Distinct());
            Assert.Equal([path], Directory.GetFiles(cache));
            Assert.Equal(100_001, new FileInfo(path).Length);
            File.WriteAllBytes(path, [1, 2, 3]);
            Assert.Equal(path, PatchedCopy.Of(source, cache, bytes => [.. bytes, 1]));
            Assert.Equal(100_001, new FileInfo(path).Length);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
