using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using TorchSharp;

namespace Actors.Model.Interop;

/// <summary>Main memory for tensors that come and go at the same sizes: what one leaves behind serves the next.</summary>
/// <remarks>
/// The allocator gives large blocks back to the system when they are freed, and the system hands them out again page by page, zeroed: for
/// tensors that a socket fills, that costs as much as the copy. libtorch says through the tensor's deleter when nothing, no view and no
/// autograd graph, uses a block any more. A block's size lies in front of it.
/// </remarks>
public static unsafe partial class RecycledMemory
{
    /// <summary>Tensors smaller than this, in bytes, are left to libtorch's allocator.</summary>
    public const long Smallest = 64 * 1024;

    /// <summary>Most bytes that are kept for later; for what is freed beyond, blocks of other sizes go back to the system, or it goes itself.</summary>
    public const long MostKept = 128L << 20;

    const nuint Alignment = 64;

    static readonly ConcurrentDictionary<long, ConcurrentBag<nint>> kept = [];
    static long keptBytes;

    /// <summary>Bytes that wait for the next tensor of their size.</summary>
    public static long KeptBytes => Volatile.Read(ref keptBytes);

    /// <summary>A tensor with arbitrary contents in main memory, outside of any dispose scope.</summary>
    /// <exception cref="LibtorchException">libtorch refused.</exception>
    public static torch.Tensor Empty(torch.ScalarType type, params ReadOnlySpan<long> shape)
    {
        long bytes = type.ElementSize();
        foreach (long size in shape)
        {
            bytes = checked(bytes * size);
        }

        if (bytes < Smallest)
        {
            return torch.empty(shape.ToArray(), type, torch.CPU).DetachFromDisposeScope();
        }

        Libtorch.Load();
        void* block = Take(bytes);
        fixed (long* sizes = shape)
        {
            IntPtr handle = THSTensor_new(block, &Free, sizes, shape.Length, (sbyte)type, (sbyte)type, 0, -1, 0);
            return handle != IntPtr.Zero
                ? torch.Tensor.UnsafeCreateTensor(handle).DetachFromDisposeScope()
                : throw new LibtorchException($"libtorch could not make a tensor of {bytes} bytes in given memory");
        }
    }

    static void* Take(long bytes)
    {
        if (kept.TryGetValue(bytes, out ConcurrentBag<nint>? blocks) && blocks.TryTake(out nint block))
        {
            Interlocked.Add(ref keptBytes, -bytes);
            return (void*)block;
        }

        byte* start = (byte*)NativeMemory.AlignedAlloc((nuint)bytes + Alignment, Alignment);
        *(long*)start = bytes;
        return start + Alignment;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    static void Free(void* block)
    {
        byte* start = (byte*)block - Alignment;
        long bytes = *(long*)start;
        if (Interlocked.Add(ref keptBytes, bytes) <= MostKept || MakesRoom(bytes))
        {
            kept.GetOrAdd(bytes, static _ => []).Add((nint)block);
        }
        else
        {
            Interlocked.Add(ref keptBytes, -bytes);
            NativeMemory.AlignedFree(start);
        }
    }

    // Sizes that nobody asks for any more would otherwise keep their room for ever.
    static bool MakesRoom(long bytes)
    {
        foreach ((long size, ConcurrentBag<nint> blocks) in kept)
        {
            while (size != bytes && Volatile.Read(ref keptBytes) > MostKept && blocks.TryTake(out nint block))
            {
                Interlocked.Add(ref keptBytes, -size);
                NativeMemory.AlignedFree((byte*)block - Alignment);
            }
        }

        return Volatile.Read(ref keptBytes) <= MostKept;
    }

    [LibraryImport("LibTorchSharp")]
    private static partial IntPtr THSTensor_new(
        void* data, delegate* unmanaged[Cdecl]<void*, void> deleter, long* sizes, int rank, sbyte elementType, sbyte type, int deviceType,
        int deviceIndex, byte requiresGrad);
}
