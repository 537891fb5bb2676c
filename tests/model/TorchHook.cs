using System.Runtime.CompilerServices;
using Actors.Model.Interop;

namespace Actors.Tests.Model;

/// <summary>A test may use TorchSharp before any type of ours, so the load hook is registered with the test assembly.</summary>
internal static class TorchHook
{
#pragma warning disable CA2255
    [ModuleInitializer]
    internal static void Register() => RuntimeHelpers.RunModuleConstructor(typeof(Libtorch).Module.ModuleHandle);
#pragma warning restore CA2255
}
