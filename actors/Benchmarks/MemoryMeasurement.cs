using Actors.Configuration;
using Actors.Model.Blocks;
using Actors.Model.Costs;
using Actors.Model.Devices;
using Actors.Model.Interop;
using Actors.Model.Layers;
using Actors.Regimes;

namespace Actors.Benchmarks;

/// <summary>Activation memory of a step: end to end, and of local blocks one at a time.</summary>
internal sealed class MemoryMeasurement : IMeasurement
{
    /// <summary>Name of the chain with one loss.</summary>
    public const string EndToEnd = "e2e";

    /// <summary>Name of the chain of local blocks.</summary>
    public const string Local = "local";

    const double LearningRate = 1e-3;
    const int Steps = 3;

    readonly Workload work;
    readonly (Regime Regime, Recompute Recompute, List<double> Held, List<double> AllBlocks, List<double> Peak)[] kinds =
    [
        .. from regime in (Regime[])[Regime.E2e, Regime.Simultaneous]
           from recompute in Enum.GetValues<Recompute>()
           select (regime, recompute, new List<double>(), new List<double>(), new List<double>()),
    ];

    /// <summary>Prepares.</summary>
    public MemoryMeasurement(Workload work)
    {
        this.work = work;
    }

    /// <inheritdoc/>
    public string Name => "memory";

    /// <inheritdoc/>
    public void Round()
    {
        FreedMemory.KeepNothing();
        try
        {
            foreach ((Regime regime, Recompute recompute, List<double> held, List<double> allBlocks, List<double> peak) in kinds)
            {
                (long[] byBlock, long resident) = TorchWork.Alone(work.Threads, () => Step(regime, recompute));
                peak.Add(resident);
                if (AllocatedMemory.IsCounted)
                {
                    held.Add(byBlock.Max());
                    allBlocks.Add(regime == Regime.E2e ? byBlock.Max() : byBlock.Sum());
                }
            }
        }
        finally
        {
            FreedMemory.Keep();
        }
    }

    /// <inheritdoc/>
    public BenchmarkReport Into(BenchmarkReport report) => report with
    {
        Memory =
        [
            .. kinds.Select(kind => new MemoryReport(
                kind.Regime == Regime.E2e ? EndToEnd : Local, KebabCase.Of(kind.Recompute.ToString()),
                Sample.Of(kind.Held), Sample.Of(kind.AllBlocks), Sample.Of(kind.Peak))),
        ],
    };

    /// <inheritdoc/>
    public void Dispose()
    {
    }

    /// <summary>Steps of a chain that is warm: the most that is held while each block is at work, and what is added to resident memory.</summary>
    (long[] Held, long Peak) Step(Regime regime, Recompute recompute)
    {
        IReadOnlyList<BlockPlan> plans = [.. work.Plans(regime).Select(plan => plan with { Recompute = recompute })];
        using var chain = new MeasuredChain(plans, work.Batch, work.Options.Training.Seed, work.Device);
        chain.Step(LearningRate);
        long before = 0;
        long[] held = new long[plans.Count];
        foreach (Block block in chain.Blocks)
        {
            // Behind the decoder the graph is whole; behind a forward pass without one it is as long as it gets.
            block.Timed = (phase, _, _) =>
            {
                if (phase is StepPhase.Forward or StepPhase.Decoder)
                {
                    held[block.Plan.Index] = Math.Max(held[block.Plan.Index], AllocatedMemory.InUse() - before);
                }
            };
        }

        // The runtime's own compiler works beside the first steps and takes megabytes for moments: the least of some steps is without it.
        long[] least = [.. held.Select(_ => long.MaxValue)];
        long peak = long.MaxValue;
        for (int step = 0; step < Steps; step++)
        {
            Array.Clear(held);
            long resident = ResidentMemory.Begin();
            before = AllocatedMemory.InUse();
            chain.Step(LearningRate);
            peak = Math.Min(peak, Math.Max(0, ResidentMemory.Peak() - resident));
            least = [.. least.Zip(held, Math.Min)];
        }

        return (least, peak);
    }
}
