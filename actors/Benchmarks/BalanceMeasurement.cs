using Actors.Configuration;
using Actors.Model.Blocks;
using Actors.Model.Costs;
using Actors.Model.Devices;
using Actors.Model.Shapes;
using Actors.Runs;

namespace Actors.Benchmarks;

/// <summary>Steps of blocks of every length that a partition can give them, so that all partitions can be compared.</summary>
internal sealed class BalanceMeasurement : IMeasurement
{
    const int WarmUp = 2;
    const int ModelSteps = 7;

    readonly Workload work;
    readonly Partition automatic;
    readonly IReadOnlyList<BlockPlan> plans;
    readonly (BlockPlan Kind, MeasuredChain Chain, List<StepTime> Times)[] kinds;

    /// <summary>Finds the automatic partition, and builds a block of each kind.</summary>
    public BalanceMeasurement(Workload work)
    {
        this.work = work;
        automatic = Balancing.Model(work.Options with { Training = work.Options.Training with { Balance = Balance.Measured } }, ModelSteps).Balanced();
        plans = work.Plans(work.Options.Training.Regime);
        int most = work.Shape.Depth - plans.Count + 1;
        kinds =
        [
            .. from kind in plans.SelectMany(plan => Enumerable.Range(1, most).Select(layers => Kind(plan, layers))).Distinct()
               select (kind, new MeasuredChain([kind], work.Batch, 1, work.Device), new List<StepTime>()),
        ];
        TorchWork.Alone(work.Threads, () => kinds.Select(kind => kind.Chain.Measure(WarmUp, 1)).ToArray());
    }

    /// <inheritdoc/>
    public string Name => "balance";

    /// <inheritdoc/>
    public void Round() => TorchWork.Alone(work.Threads, () =>
    {
        foreach ((_, MeasuredChain chain, List<StepTime> times) in kinds)
        {
            times.Add(chain.Measure(0, 1)[0]);
        }

        return true;
    });

    /// <inheritdoc/>
    public BenchmarkReport Into(BenchmarkReport report)
    {
        var seconds = kinds.ToDictionary(kind => kind.Kind, kind => StepTime.Median(kind.Times).Total);
        int[][] all = [.. Cuts(work.Shape.Depth, work.Partition.Blocks)];
        int[] best = all.MinBy(Slowest)!;
        return report with
        {
            Balance = new BalanceReport(
                all.Length, automatic.ToString(), Slowest(automatic.Layers), string.Join(',', best), Slowest(best),
                Slowest(Partition.Even(work.Shape.Depth, work.Partition.Blocks).Layers)),
        };

        double Slowest(IReadOnlyList<int> layers) => layers.Select((n, k) => seconds[Kind(plans[k], n)]).Max();
    }

    /// <inheritdoc/>
    public void Dispose() => Array.ForEach(kinds, kind => kind.Chain.Dispose());

    /// <summary>Blocks in the middle differ in nothing that costs time.</summary>
    static BlockPlan Kind(BlockPlan plan, int layers) =>
        plan.Index == 0 ? plan with { Layers = layers } : plan with { Index = 1, FirstLayer = 1, Layers = layers };

    static IEnumerable<int[]> Cuts(int depth, int blocks) => blocks == 1
        ? [[depth]]
        : from first in Enumerable.Range(1, depth - blocks + 1) from rest in Cuts(depth - first, blocks - 1) select (int[])[first, .. rest];
}
