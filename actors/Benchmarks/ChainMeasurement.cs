using Actors.Model.Costs;
using Actors.Model.Devices;
using Actors.Regimes;

namespace Actors.Benchmarks;

/// <summary>Steps of a chain without actors: alone on a core, and on all cores at once.</summary>
internal sealed class ChainMeasurement : IMeasurement
{
    const int WarmUp = 2;

    readonly Workload work;
    readonly Regime regime;
    readonly MachineMeasurement? machine;
    readonly MeasuredChain[] chains;
    readonly List<IReadOnlyList<StepTime>> alone = [];
    readonly List<IReadOnlyList<StepTime>> together = [];
    readonly List<double> mfu = [];

    /// <summary>Builds the chains and steps them until they are warm.</summary>
    /// <param name="work">Blocks and batch.</param>
    /// <param name="regime">Its plans decide who has a decoder.</param>
    /// <param name="machine">The rates of the round; null without.</param>
    public ChainMeasurement(Workload work, Regime regime, MachineMeasurement? machine)
    {
        this.work = work;
        this.regime = regime;
        this.machine = machine;

        // No more blocks than there are can compute at once, with all their intra-op threads.
        int atOnce = Math.Clamp(Workload.Cores / work.Threads, 1, work.Partition.Blocks);
        chains = [.. Enumerable.Range(0, atOnce).Select(_ => work.Chain(regime))];
        Together(WarmUp, 1);
        Estimate = TorchWork.Alone(work.Threads, () => chains[0].Measure(0, 1)).Sum(time => time.Total);
    }

    /// <inheritdoc/>
    public string Name => $"steps of {Chain}";

    /// <summary>Blocks of the chain.</summary>
    public int Blocks => work.Partition.Blocks;

    /// <summary>Seconds of a step of the whole chain, about.</summary>
    public double Estimate { get; }

    /// <summary>Steps of a round.</summary>
    public int Steps { get; set; } = 1;

    /// <summary>Seconds of each block's step with all cores busy, in the last round.</summary>
    public IReadOnlyList<double> LastOnAllCores => [.. together[^1].Select(time => time.Total)];

    /// <summary>Seconds of each block's step on one core, in the last round.</summary>
    public IReadOnlyList<double> LastOfCore => [.. alone[^1].Select(time => time.Total)];

    string Chain => regime == Regime.E2e ? "e2e" : "local";

    /// <inheritdoc/>
    public void Round()
    {
        // Each time on new threads, which have no memory yet: a step that does not count goes before.
        alone.Add(TorchWork.Alone(work.Threads, () => chains[0].Measure(1, Steps)));
        together.Add(Together(1, Steps));
        if (machine is not null)
        {
            mfu.Add(work.Clips * work.FlopsPerClip(regime) / alone[^1].Sum(time => time.Total) / (work.Threads * machine.LastOfCore));
        }
    }

    /// <inheritdoc/>
    public BenchmarkReport Into(BenchmarkReport report)
    {
        Sample seconds = Sample.Of([.. alone.Select(round => round.Sum(time => time.Total))]);
        return report with
        {
            Chains =
            [
                .. report.Chains,
                new ChainReport(
                    Chain, [.. chains[0].Blocks.Select((block, k) => Report(k, block.Plan.Layers))], seconds,
                    Sample.Of([.. seconds.Values.Select(s => work.Clips / s)]), 1e-9 * work.FlopsPerClip(regime), Sample.Of(mfu),
                    Sample.Of([.. together.Select(round => round.Sum(time => time.Total))]), Sample.Of([.. together.Select(round => round.Max(time => time.Total))])),
            ],
        };
    }

    /// <inheritdoc/>
    public void Dispose() => Array.ForEach(chains, chain => chain.Dispose());

    BlockStepReport Report(int k, int layers)
    {
        return new BlockStepReport(
            k, layers, Of(time => time.Forward), Of(time => time.Decoder), Of(time => time.Backward), Of(time => time.Optimizer), Of(time => time.Total),
            Sample.Of([.. together.Select(round => round[k].Total)]));

        Sample Of(Func<StepTime, double> part) => Sample.Of([.. alone.Select(round => part(round[k]))]);
    }

    /// <summary>The mean over the cores of each block's median step.</summary>
    IReadOnlyList<StepTime> Together(int warmUp, int steps)
    {
        IReadOnlyList<IReadOnlyList<StepTime>> all = TorchWork.AtOnce(chains.Length, work.Threads, worker => chains[worker].Measure(warmUp, steps));
        return [.. Enumerable.Range(0, work.Partition.Blocks).Select(k => new StepTime(
            all.Average(times => times[k].Forward), all.Average(times => times[k].Decoder), all.Average(times => times[k].Backward),
            all.Average(times => times[k].Optimizer)))];
    }
}
