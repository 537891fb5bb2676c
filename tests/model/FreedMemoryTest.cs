using System.Globalization;
using Actors.Model.Interop;
using Xunit;
using static TorchSharp.torch;

namespace Actors.Tests.Model;

public class FreedMemoryTest
{
    const int Tensors = 3;
    const int Bytes = 8 << 20;
    const int Page = 4096;

    [Fact]
    public void Tensors_that_come_and_go_at_the_same_sizes_get_no_new_pages()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && AllocatedMemory.IsCounted, "needs glibc's allocator");
        Libtorch.Load();
        FreedMemory.Keep();
        long faults = 0;
        var thread = new Thread(() =>
        {
            // Until every page of the heap has been used once.
            for (int i = 0; i < 10; i++)
            {
                Step();
            }

            long before = Faults();
            for (int i = 0; i < 5; i++)
            {
                Step();
            }

            faults = Faults() - before;
        });
        thread.Start();
        thread.Join();

        // A tenth of what it takes when each step's tensors are given back.
        Assert.InRange(faults, 0, 5 * Tensors * Bytes / Page / 10);
    }

    static void Step()
    {
        using var scope = NewDisposeScope();
        for (int i = 0; i < Tensors; i++)
        {
            _ = zeros(Bytes / sizeof(float)).fill_(1);
        }
    }

    /// <summary>Pages that this thread was given without a disk, of proc(5).</summary>
    static long Faults()
    {
        string[] fields = File.ReadAllText("/proc/thread-self/stat").Split(')')[1].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return long.Parse(fields[7], CultureInfo.InvariantCulture);
    }
}
