using Actors.Model.Kernels;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace Actors.Tests.Model.Kernels;

/// <summary>What the kernel leaves behind. The memory is the whole process's, to which any test beside it would add.</summary>
[Collection(nameof(AloneOnTheMachine))]
public sealed class FusedAttentionMemoryTests
{
    [Fact]
    public void A_thousand_steps_leave_no_tensor_and_no_memory_behind()
    {
        Assert.SkipUnless(Simd.Available, "this processor has no AVX-512");
        for (int step = 0; step < 100; step++)
        {
            Step();
        }

        long before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        GC.Collect();
        GC.WaitForPendingFinalizers();
        long resident = Environment.WorkingSet;
        for (int step = 0; step < 1000; step++)
        {
            Step();
        }

        Assert.Equal(before, DisposeScopeManager.Statistics.ThreadTotalLiveCount);

        // Each step allocates 2.6 MB.
        Assert.InRange(Environment.WorkingSet - resident, long.MinValue, 300L << 20);

        static void Step()
        {
            using var scope = NewDisposeScope();
            Tensor x = zeros(2, 200, 3 * 96).requires_grad_();
            FusedAttention.OfAll(x, 3).sum().backward();
        }
    }
}
