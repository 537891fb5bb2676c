using System.Runtime.InteropServices;
using Actors.Data.Video;
using Xunit;

namespace Actors.Tests.Data.Video;

public sealed class EmptyElfLibraryTests
{
    [Fact]
    public void An_empty_library_answers_to_its_name_after_its_file_is_gone()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && RuntimeInformation.ProcessArchitecture == Architecture.X64, "makes x86-64 ELF libraries");
        const string Name = "libactors-test-of-no-content.so.3";
        Assert.False(NativeLibrary.TryLoad(Name, out _));
        DirectoryInfo folder = Directory.CreateTempSubdirectory("empty-elf-tests-");
        string file = Path.Combine(folder.FullName, "any-file-name");
        File.WriteAllBytes(file, EmptyElfLibrary.Build(Name));
        nint loaded = NativeLibrary.Load(file);
        folder.Delete(recursive: true);

        Assert.True(NativeLibrary.TryLoad(Name, out nint again));
        Assert.Equal(loaded, again);
        Assert.False(NativeLibrary.TryGetExport(again, "anything", out _));
    }
}
