using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace Actors.Model.Kernels;

/// <summary>Where a tensor's elements lie.</summary>
internal static unsafe class Memory
{
    /// <summary>The first byte of a contiguous tensor in main memory. libtorch never moves it, and frees it with the last tensor on it.</summary>
    public static byte* Of(Tensor tensor) => (byte*)Unsafe.AsPointer(ref MemoryMarshal.GetReference(tensor.bytes));
}
