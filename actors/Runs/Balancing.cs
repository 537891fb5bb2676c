using System.Globalization;
using Actors.Configuration;
using Actors.Data.Masks;
using Actors.Model.Blocks;
using Actors.Model.Costs;
using Actors.Model.Devices;
using Actors.Model.Shapes;
using Actors.Regimes;

namespace Actors.Runs;

/// <summary>The automatic partition of <c>training.balance</c>, found before a run begins.</summary>
internal static class Balancing
{
    const int MeasuredSteps = 7;

    /// <summary>Puts the partition into a configuration that asks for one; another, and one with a partition, is given back as it is.</summary>
    /// <remarks>The run directory keeps the result, so a resumed run has the partition it was begun with, however time is measured then.</remarks>
    /// <param name="configuration">The loaded configuration.</param>
    /// <param name="say">Takes the line that tells what was found.</param>
    public static RunConfiguration Apply(RunConfiguration configuration, Action<string> say)
    {
        RunOptions options = configuration.Options;
        TrainingOptions training = options.Training;
        if (training.Balance == Balance.None || training.Partition.Count > 0)
        {
            return configuration;
        }

        Partition even = RunPlans.PartitionOf(options);
        StepModel model = Model(options, MeasuredSteps);
        Partition found = model.Balanced();
        bool measured = training.Balance == Balance.Measured;
        string costs = string.Join(", ", model.Of(found).Select(Cost));
        say(string.Create(
            CultureInfo.InvariantCulture,
            $"partition {found}: blocks take {costs} {(measured ? "ms a step" : "GFLOP a clip")}; the slowest of {even} takes {Cost(model.Of(even).Max())}"));
        return configuration.With("actors.training.partition", found.Layers.ToArray(), $"training.balance = {(measured ? "measured" : "counted")}: {costs}");

        string Cost(double cost) => (measured ? 1e3 * cost : 1e-9 * cost).ToString("g3", CultureInfo.InvariantCulture);
    }

    /// <summary>What steps of a run's blocks cost, by the partition.</summary>
    /// <param name="options">The run; without balance its steps are measured.</param>
    /// <param name="steps">Steps to measure of each kind of block.</param>
    public static StepModel Model(RunOptions options, int steps)
    {
        TrainingOptions training = options.Training;
        ModelShape shape = RunPlans.ShapeOf(options.Model);
        Partition even = Partition.Even(shape.Depth, training.Partition.Count > 0 ? training.Partition.Count : training.Blocks);
        RegimePlan regime = RunPlans.RegimeOf(training, even.Blocks);
        BlockPlan[] plans = [.. Enumerable.Range(0, even.Blocks).Select(k => Chains.PlanOf(k, even, shape, training, regime))];
        int visible = shape.VisibleTokens(training.MaskRatio);
        int decoded = TubeMask.DecodedTokens(shape.Tokens - visible, training.DecodeFraction);
        if (training.Balance == Balance.Counted)
        {
            return StepModel.Counted(plans, visible, decoded);
        }

        TorchDevice device = TorchDevice.Parse(training.Device);
        using MaskedTokens batch = RandomTokens.Batch(shape, training.Batch / regime.MicroBatches, visible, decoded, device);
        return StepModel.Measured(plans, batch, training.Threads, device, steps);
    }
}
