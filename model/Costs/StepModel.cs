using Actors.Model.Blocks;
using Actors.Model.Devices;
using Actors.Model.Shapes;

namespace Actors.Model.Costs;

/// <summary>How long a block's step takes, as a line over its layers: the first block embeds pixels, end to end only the last decodes.</summary>
public sealed class StepModel
{
    const int WarmUp = 2;

    readonly int depth;
    readonly IReadOnlyList<(double Fixed, double Layer)> roles;

    StepModel(int depth, IReadOnlyList<(double Fixed, double Layer)> roles)
    {
        this.depth = depth;
        this.roles = roles;
    }

    /// <summary>Cost of a block's step: seconds, or operations where they were counted.</summary>
    /// <param name="block">Its number.</param>
    /// <param name="layers">Its layers.</param>
    public double Of(int block, int layers) => roles[block].Fixed + (layers * roles[block].Layer);

    /// <summary>Costs of all blocks of a partition.</summary>
    public IReadOnlyList<double> Of(Partition partition) => [.. partition.Layers.Select((layers, block) => Of(block, layers))];

    /// <summary>The partition that this model balances.</summary>
    public Partition Balanced() => BalancedPartition.Of(depth, roles.Count, Of);

    /// <summary>A model by counted operations, the same on every machine.</summary>
    /// <param name="plans">All blocks of a chain, under any partition.</param>
    /// <param name="visible">Visible tokens of a clip.</param>
    /// <param name="decoded">Decoded tokens of a clip.</param>
    public static StepModel Counted(IReadOnlyList<BlockPlan> plans, int visible, int decoded) => new(plans[0].Shape.Depth, [.. plans.Select(plan =>
    {
        double one = BlockCost.Of(plan with { Layers = 1 }, visible, decoded).Step;
        double two = BlockCost.Of(plan with { Layers = 2 }, visible, decoded).Step;
        return (one - (two - one), two - one);
    })]);

    /// <summary>A model by steps that are measured here: of each kind of block one short and one long block, in turn.</summary>
    /// <param name="plans">All blocks of a chain, under any partition.</param>
    /// <param name="batch">What to step on; see <see cref="RandomTokens"/>.</param>
    /// <param name="threads">Intra-op threads of a block.</param>
    /// <param name="device">Where blocks compute.</param>
    /// <param name="steps">Steps of each, of which the median counts.</param>
    public static StepModel Measured(IReadOnlyList<BlockPlan> plans, MaskedTokens batch, int threads, TorchDevice device, int steps)
    {
        int depth = plans[0].Shape.Depth;
        int most = depth - plans.Count + 1;
        if (most == 1)
        {
            return new StepModel(depth, [.. plans.Select(_ => (1.0, 0.0))]);
        }

        // The long one is about as long as a block will be, and a layer longer than the short one at least.
        int length = Math.Clamp((depth + plans.Count - 1) / plans.Count, 2, most);
        BlockPlan[] kinds = [.. plans.Select(Kind).Distinct()];
        Dictionary<BlockPlan, (double, double)> lines = TorchWork.Alone(threads, () =>
        {
            List<(BlockPlan Kind, List<StepTime> Short, List<StepTime> Long)> times = [.. kinds.Select(kind => (kind, new List<StepTime>(), new List<StepTime>()))];
            MeasuredChain[] chains = [.. kinds.SelectMany(kind => new[] { kind, kind with { Layers = length } }).Select(plan => new MeasuredChain([plan], batch, 1, device))];
            try
            {
                for (int step = 0; step < steps; step++)
                {
                    for (int chain = 0; chain < chains.Length; chain++)
                    {
                        StepTime time = chains[chain].Measure(step == 0 ? WarmUp : 0, 1)[0];
                        (chain % 2 == 0 ? times[chain / 2].Short : times[chain / 2].Long).Add(time);
                    }
                }
            }
            finally
            {
                Array.ForEach(chains, chain => chain.Dispose());
            }

            return times.ToDictionary(time => time.Kind, time => Line(StepTime.Median(time.Short).Total, StepTime.Median(time.Long).Total, length));
        });
        return new StepModel(depth, [.. plans.Select(plan => lines[Kind(plan)])]);

        // Blocks in the middle differ in nothing that costs time.
        static BlockPlan Kind(BlockPlan plan) => plan.Index == 0 ? plan with { Layers = 1 } : plan with { Index = 1, FirstLayer = 1, Layers = 1 };
    }

    /// <summary>The line through two lengths. Noise may not make a layer, or all but the layers, cost less than nothing.</summary>
    static (double Fixed, double Layer) Line(double one, double many, int length)
    {
        double layer = Math.Clamp((many - one) / (length - 1), 0, many / length);
        return (Math.Max(0, many - (length * layer)), layer);
    }
}
