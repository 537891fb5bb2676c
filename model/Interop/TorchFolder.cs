using System.Runtime.InteropServices;

namespace Actors.Model.Interop;

/// <summary>An existing libtorch, or the <c>lib</c> folder of a Python PyTorch, named by <c>TORCH_LIBRARY_PATH</c>.</summary>
internal static class TorchFolder
{
    /// <summary>The environment variable that names the folder; unset or empty means the libtorch that came with the build.</summary>
    public const string Variable = "TORCH_LIBRARY_PATH";

    // Each before those that link to it, so that all are found in memory by their names and none is searched for elsewhere.
    static readonly string[] Required = ["c10", "torch_cpu", "torch"];
    static readonly string[] Cuda = ["c10_cuda", "torch_cuda"];

    /// <summary>The folder that the environment names, or null.</summary>
    public static string? FromEnvironment() => Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } folder ? folder : null;

    /// <summary>Loads the libraries of <paramref name="folder"/> by their full paths, the CUDA ones where there are any.</summary>
    /// <exception cref="LibtorchException">A library is absent, or doesn't load; the text names it.</exception>
    public static void Load(string folder)
    {
        string[] missing = [.. Required.Select(FileName).Where(file => !File.Exists(Path.Combine(folder, file)))];
        if (missing.Length > 0)
        {
            throw new LibtorchException(
                $"{Variable}={folder} has no {string.Join(", ", missing)}: " +
                "point it at the lib folder of libtorch or of a Python torch package, or unset it");
        }

        foreach (string library in (string[])[Required[0], Cuda[0], Required[1], Cuda[1], Required[2]])
        {
            string path = Path.GetFullPath(Path.Combine(folder, FileName(library)));
            if (!File.Exists(path))
            {
                continue;
            }

            try
            {
                NativeLibrary.Load(path);
            }
            catch (DllNotFoundException e)
            {
                throw new LibtorchException($"{Variable}={folder}: {FileName(library)} does not load: {Cause(e)}", e);
            }
        }
    }

    /// <summary>The platform's file name of a library, such as <c>libtorch.so</c>.</summary>
    public static string FileName(string library) =>
        OperatingSystem.IsWindows() ? $"{library}.dll" : OperatingSystem.IsMacOS() ? $"lib{library}.dylib" : $"lib{library}.so";

    /// <summary>The line of .NET's loader message that names the cause, which is the one behind its general advice; of an old system, what to do.</summary>
    public static string Cause(DllNotFoundException failure)
    {
        string[] lines = failure.Message.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        string cause = lines[Math.Min(1, lines.Length - 1)];
        return cause.Contains("version `GLIBC_", StringComparison.Ordinal)
            ? $"{cause}: this system's C library is older than that; use Debian 12, Ubuntu 22.04, RHEL 9 or newer, or a container of one" : cause;
    }
}
