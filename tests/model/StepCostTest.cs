using Actors.Model.Blocks;
using Actors.Model.Costs;
using Actors.Model.Devices;
using Actors.Model.Interop;
using Actors.Model.Optimizers;
using Actors.Model.Shapes;
using TorchSharp;
using Xunit;

namespace Actors.Tests.Model;

/// <summary>What a step may make: a guard against a copy or an operator too many, by counts and bytes, which no other program disturbs.</summary>
[Collection(nameof(AloneOnTheMachine))]
public sealed class StepCostTest(ITestOutputHelper output)
{
    const int Clips = 4;
    const int Visible = 56;
    const int Decoded = 115;

    static readonly ModelShape Shape = ModelShape.Preset("nano");

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void A_step_makes_as_many_tensors_and_managed_bytes_as_the_last_and_no_more_than_allowed(int layers)
    {
        IReadOnlyList<long[]> steps = OnThread(layers, chain =>
        {
            List<long[]> counts = [];
            for (int step = 0; step < 12; step++)
            {
                long made = Made();
                long managed = GC.GetAllocatedBytesForCurrentThread();
                chain.Step(1e-3);
                counts.Add([Made() - made, GC.GetAllocatedBytesForCurrentThread() - managed]);
            }

            return counts;
        });
        long[] last = steps[^1];
        output.WriteLine($"{layers} layers: {last[0]} tensors, {last[1]} managed bytes");
        Assert.All(steps.TakeLast(4), step => Assert.Equal(last[0], step[0]));
        Assert.InRange(last[0], 1, Allowed.Tensors + (layers * Allowed.TensorsOfLayer));

        // A list that grows or code that is compiled in the middle of a step costs a few bytes now and then; a tensor costs hundreds.
        Assert.InRange(steps.TakeLast(4).Min(step => step[1]), 1, Allowed.Bytes + (layers * Allowed.BytesOfLayer));
    }

    [Fact]
    public void What_the_backward_pass_needs_is_all_that_a_forward_pass_leaves_in_memory()
    {
        Assert.SkipUnless(AllocatedMemory.IsCounted, "needs glibc's count of bytes in use");
        (long one, long four) = (BytesOfGraph(1), BytesOfGraph(4));
        long tensor = Clips * Visible * Shape.Width * sizeof(float);
        double ofLayer = (double)(four - one) / 3 / tensor;
        output.WriteLine($"a layer leaves {ofLayer:f2} times its residual stream");
        Assert.InRange(ofLayer, 1, Allowed.StreamsOfLayer);
    }

    static long BytesOfGraph(int layers) => OnThread(layers, chain =>
    {
        using MaskedTokens batch = RandomTokens.Batch(Shape, Clips, Visible, Decoded, TorchDevice.Cpu);
        Block block = chain.Blocks[0];
        List<long> bytes = [];
        for (int pass = 0; pass < 7; pass++)
        {
            long before = AllocatedMemory.InUse();
            block.Forward(null, batch).Dispose();
            bytes.Add(AllocatedMemory.InUse() - before);
            block.Discard();
        }

        return bytes.Order().ElementAt(3);
    });

    static long Made() => DisposeScopeManager.Statistics.CreatedInScopeCount + DisposeScopeManager.Statistics.CreatedOutsideScopeCount;

    static T OnThread<T>(int layers, Func<MeasuredChain, T> work) => TorchWork.Alone(1, () =>
    {
        using MaskedTokens batch = RandomTokens.Batch(Shape, Clips, Visible, Decoded, TorchDevice.Cpu);
        using var chain = new MeasuredChain([new BlockPlan(0, 0, layers, Shape, new OptimizerOptions())], batch, 1, TorchDevice.Cpu);
        chain.Step(1e-3);
        return work(chain);
    });

    /// <summary>What there is now; of bytes, a little more. Whoever needs more says why here.</summary>
    static class Allowed
    {
        // Embedding, decoder of one layer, loss, update.
        public const int Tensors = 73;

        // Views count as tensors: a third of these are views. So does each handle by which an operator of our own sees one: another third.
        public const int TensorsOfLayer = 29;

        public const int Bytes = 26_000;
        public const int BytesOfLayer = 12_500;

        // Two norms 2, queries, keys and values 3, mixed values 1, hidden 4, GELU 4, residual stream 2: 16, and statistics of norms and softmax.
        public const double StreamsOfLayer = 16.75;
    }
}
