using System.Runtime.InteropServices;

namespace Actors.Model.Kernels;

/// <summary>Memory that a kernel works in, kept by each thread from one call to the next.</summary>
internal sealed unsafe class KernelScratch
{
    /// <summary>What a kernel computes in.</summary>
    public const int Tiles = 0;

    /// <summary>What a kernel has widened.</summary>
    public const int Widened = 1;

    [ThreadStatic]
    static KernelScratch[]? mine;

    float* memory;
    nuint floats;

    ~KernelScratch() => NativeMemory.AlignedFree(memory);

    /// <summary>Room for so many floats, at the start of a cache line, with anything in it. The next call for the same use on this thread takes it back.</summary>
    public static float* Take(int use, nuint floats)
    {
        KernelScratch scratch = (mine ??= [new KernelScratch(), new KernelScratch()])[use];
        if (scratch.floats < floats)
        {
            NativeMemory.AlignedFree(scratch.memory);
            scratch.memory = null;
            scratch.floats = 0;
            scratch.memory = (float*)NativeMemory.AlignedAlloc(floats * sizeof(float), 64);
            scratch.floats = floats;
        }

        return scratch.memory;
    }
}
