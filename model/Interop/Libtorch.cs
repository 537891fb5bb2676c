using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Loader;
using TorchSharp;

namespace Actors.Model.Interop;

/// <summary>Loads libtorch and TorchSharp's native library, once for a process.</summary>
/// <remarks>
/// TorchSharp's library needs a libstdc++ that Debian 12 and Ubuntu 22.04 don't have; there an edited copy is loaded
/// (<see cref="GlibcxxEdit"/>). The hook that does it is raised only after the normal load has failed, so newer systems never use it.
/// </remarks>
public static class Libtorch
{
    const string TorchSharpLibrary = "LibTorchSharp";

    static readonly Lazy<bool> Loaded = new(LoadOnce);
    static string? fault;

    // A module initializer, because a test host or a notebook has no Main of ours in which to register the hook.
#pragma warning disable CA2255
    [ModuleInitializer]
    internal static void Register() => AssemblyLoadContext.Default.ResolvingUnmanagedDll += Resolve;
#pragma warning restore CA2255

    /// <summary>Makes TorchSharp usable. Cheap after the first call; safe from any thread.</summary>
    /// <exception cref="LibtorchException">libtorch can't be loaded; the text says which library and why.</exception>
    public static void Load() => _ = Loaded.Value;

    static bool LoadOnce()
    {
        if (TorchFolder.FromEnvironment() is { } folder)
        {
            RefuseTwoLibtorchs(folder);
            TorchFolder.Load(folder);
        }

        if (!NativeLibrary.TryLoad(TorchSharpLibrary, typeof(torch).Assembly, null, out _))
        {
            throw new LibtorchException(fault ??
                $"no {TorchFolder.FileName(TorchSharpLibrary)} under {AppContext.BaseDirectory}: " +
                $"this build has no native TorchSharp for {RuntimeInformation.RuntimeIdentifier}");
        }

        torch.InitializeDeviceType(DeviceType.CPU);
        FreedMemory.Keep();
        return true;
    }

    // TorchSharp's static constructor loads the libtorch_cpu of the output folder by its path, where there is one; two in one process
    // would register every operator twice.
    static void RefuseTwoLibtorchs(string folder)
    {
        string file = TorchFolder.FileName("torch_cpu");
        if (Find(file) is { } bundled && Path.GetFullPath(bundled) != Path.GetFullPath(Path.Combine(folder, file)))
        {
            throw new LibtorchException(
                $"{TorchFolder.Variable}={folder}, but this build carries its own libtorch ({bundled}): " +
                "build with -p:TorchBackend=none, or unset it");
        }
    }

    static IntPtr Resolve(Assembly assembly, string name)
    {
        if (name != TorchSharpLibrary || !OperatingSystem.IsLinux() || Find(TorchFolder.FileName(name)) is not { } path)
        {
            return IntPtr.Zero;
        }

        try
        {
            return LoadOrEdit(path);
        }
        catch (Exception e) when (
            e is LibtorchException or DllNotFoundException or InvalidDataException or IOException or UnauthorizedAccessException)
        {
            // TorchSharp swallows what a resolver throws; Load reports it instead.
            fault = e switch
            {
                LibtorchException => e.Message,
                DllNotFoundException notLoaded => $"{path}, edited, does not load: {TorchFolder.Cause(notLoaded)}",
                _ => $"{path}: {e.Message}",
            };
            return IntPtr.Zero;
        }
    }

    static IntPtr LoadOrEdit(string path)
    {
        LoadLibtorch(Path.GetDirectoryName(path)!);
        try
        {
            return NativeLibrary.Load(path);
        }
        catch (DllNotFoundException e) when (e.Message.Contains($"{GlibcxxEdit.MissingVersion}'", StringComparison.Ordinal))
        {
            return NativeLibrary.Load(PatchedCopy.Of(path, PatchedCopy.DefaultFolder, GlibcxxEdit.Apply));
        }
        catch (DllNotFoundException e)
        {
            throw new LibtorchException($"{path} does not load: {TorchFolder.Cause(e)}", e);
        }
    }

    // TorchSharp's library, and the edited copy above all, which lies elsewhere, find libtorch only when it is in memory.
    static void LoadLibtorch(string besideTorchSharp)
    {
        string bundled = Path.Combine(besideTorchSharp, TorchFolder.FileName("torch"));
        if (TorchFolder.FromEnvironment() is { } folder)
        {
            TorchFolder.Load(folder);
        }
        else if (File.Exists(bundled))
        {
            NativeLibrary.Load(bundled);
        }
        else
        {
            throw new LibtorchException(
                $"no libtorch came with this build: set {TorchFolder.Variable} to the lib folder of libtorch or of a Python torch package");
        }
    }

    static string? Find(string file)
    {
        string searched = AppContext.GetData("NATIVE_DLL_SEARCH_DIRECTORIES") as string ?? "";
        string built = Path.Combine(AppContext.BaseDirectory, "runtimes", "linux-x64", "native");
        return searched.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Append(AppContext.BaseDirectory)
            .Append(built)
            .Select(folder => Path.Combine(folder, file))
            .FirstOrDefault(File.Exists);
    }
}
