using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace Actors.Model.Kernels;

/// <summary>Where a tensor's elements lie.</summary>
internal static unsafe class Memory
{
    /// <summary>The first element of a contiguous float32 tensor in main memory. libtorch never moves it, and frees it with the last tensor on it.</summary>
    public static float* Of(Tensor tensor) => (float*)Unsafe.AsPointer(ref MemoryMarshal.GetReference(tensor.bytes));
}
