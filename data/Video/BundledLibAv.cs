using System.Runtime.InteropServices;

namespace Actors.Data.Video;

/// <summary>Finds the FFmpeg that lies inside the OpenCvSharp native library, which comes as a package.</summary>
/// <remarks>
/// That library is linked to GUI toolkits that decoding never calls. Where one is missing, an empty library takes its name
/// (<see cref="EmptyElfLibrary"/>), so decoding needs nothing that is installed.
/// </remarks>
internal static class BundledLibAv
{
    /// <summary>The name under which users choose it.</summary>
    public const string Name = "bundled";

    const string FileName = "libOpenCvSharpExtern.so";

    static readonly string[] guiLibraries =
    [
        "libfreetype.so.6", "libharfbuzz.so.0", "libgtk-3.so.0", "libgdk-3.so.0", "libpangocairo-1.0.so.0", "libpango-1.0.so.0",
        "libatk-1.0.so.0", "libcairo-gobject.so.2", "libcairo.so.2", "libgdk_pixbuf-2.0.so.0", "libgio-2.0.so.0", "libgobject-2.0.so.0",
        "libglib-2.0.so.0", "libdrm.so.2", "libatomic.so.1", "libX11.so.6",
    ];

    /// <summary>Loads it from beside the application or from its <c>runtimes</c> folder.</summary>
    /// <exception cref="DllNotFoundException">It is not there or does not load.</exception>
    /// <exception cref="PlatformNotSupportedException">This is not 64-bit Linux on x86.</exception>
    public static LibAvDecoder Load()
    {
        if (!OperatingSystem.IsLinux() || RuntimeInformation.ProcessArchitecture != Architecture.X64)
        {
            throw new PlatformNotSupportedException($"it is for linux-x64, this is {RuntimeInformation.RuntimeIdentifier}");
        }

        string file = Find();
        int stubs = LoadStubs();
        nint handle = NativeLibrary.Load(file);
        var handles = new LibAvHandles(handle, handle, handle, handle, $"{file}, {stubs} GUI libraries stood in for");
        return new LibAvDecoder(Name, new LibAv(handles));
    }

    static string Find()
    {
        // A published application has natives beside it or where the host unpacked them; a built one in its runtimes folder.
        string unpacked = AppContext.GetData("NATIVE_DLL_SEARCH_DIRECTORIES") as string ?? "";
        string[] folders =
        [
            AppContext.BaseDirectory,
            Path.Combine(AppContext.BaseDirectory, "runtimes", "linux-x64", "native"),
            .. unpacked.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries),
        ];
        folders = [.. folders.Select(Path.TrimEndingDirectorySeparator).Distinct()];
        return folders.Select(folder => Path.Combine(folder, FileName)).FirstOrDefault(File.Exists)
            ?? throw new DllNotFoundException($"{FileName} is in none of {string.Join(", ", folders)}");
    }

    static int LoadStubs()
    {
        string[] missing = [.. guiLibraries.Where(name => !NativeLibrary.TryLoad(name, out _))];
        if (missing.Length == 0)
        {
            return 0;
        }

        // Once loaded a library needs its file no more.
        DirectoryInfo folder = Directory.CreateTempSubdirectory("actors-video-");
        try
        {
            foreach (string name in missing)
            {
                string file = Path.Combine(folder.FullName, name);
                File.WriteAllBytes(file, EmptyElfLibrary.Build(name));
                NativeLibrary.Load(file);
            }
        }
        finally
        {
            folder.Delete(recursive: true);
        }

        return missing.Length;
    }
}
