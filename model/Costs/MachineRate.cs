using System.Diagnostics;
using System.Runtime.InteropServices;
using Actors.Model.Devices;
using TorchSharp;
using static TorchSharp.torch;

namespace Actors.Model.Costs;

/// <summary>What this machine's cores do at best: the yardstick of a step.</summary>
public static unsafe class MachineRate
{
    /// <summary>Rows, columns and inner length of the matrix products that are timed: large enough for the full rate, small enough to stay in cache.</summary>
    public const int MatrixSize = 1024;

    /// <summary>Bytes that a core copies at a time: far beyond any cache.</summary>
    public const int CopiedBytes = 64 << 20;

    /// <summary>Floating-point operations per second of square matrix products, of all cores together.</summary>
    /// <param name="type">Element type of the factors: float32 or bfloat16.</param>
    /// <param name="cores">Products at once, each on a thread of its own.</param>
    /// <param name="seconds">How long to measure, at least one product.</param>
    public static double MatrixProducts(ScalarType type, int cores, double seconds)
    {
        const double operations = 2.0 * MatrixSize * MatrixSize * MatrixSize;
        return OnCores(cores, seconds, () =>
        {
            Tensor left = rand([MatrixSize, MatrixSize]).to(type).DetachFromDisposeScope();
            Tensor right = rand([MatrixSize, MatrixSize]).to(type).DetachFromDisposeScope();
            return (Multiply, Free);

            void Multiply() => left.mm(right).Dispose();

            void Free()
            {
                left.Dispose();
                right.Dispose();
            }
        }) * operations;
    }

    /// <summary>Bytes per second of copies from memory to memory, read and written both counted, of all cores together.</summary>
    /// <param name="cores">Copies at once.</param>
    /// <param name="seconds">How long to measure, at least one copy.</param>
    public static double Copies(int cores, double seconds) => OnCores(cores, seconds, () =>
    {
        nint from = (nint)NativeMemory.AlignedAlloc(CopiedBytes, 64);
        nint to = (nint)NativeMemory.AlignedAlloc(CopiedBytes, 64);
        NativeMemory.Fill((void*)from, CopiedBytes, 1);
        return (Copy, Free);

        void Copy() => Buffer.MemoryCopy((void*)from, (void*)to, CopiedBytes, CopiedBytes);

        void Free()
        {
            NativeMemory.AlignedFree((void*)from);
            NativeMemory.AlignedFree((void*)to);
        }
    }) * 2 * CopiedBytes;

    /// <summary>How often a second all cores together do something, while all of them do it.</summary>
    static double OnCores(int cores, double seconds, Func<(Action Act, Action Free)> make)
    {
        using var start = new Barrier(cores);
        return TorchWork.AtOnce(cores, 1, _ =>
        {
            using DisposeScope scope = NewDisposeScope();
            using var quiet = no_grad();
            (Action act, Action free) = make();
            act();
            start.SignalAndWait();
            long began = Stopwatch.GetTimestamp();
            int times = 0;
            do
            {
                act();
                times++;
            }
            while (Stopwatch.GetElapsedTime(began).TotalSeconds < seconds);
            double rate = times / Stopwatch.GetElapsedTime(began).TotalSeconds;
            free();
            return rate;
        }).Sum();
    }
}
