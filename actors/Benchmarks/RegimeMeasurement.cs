using Actors.Data.Clips;
using Actors.Regimes;
using Actors.Runs;

namespace Actors.Benchmarks;

/// <summary>Whole runs of a regime in this process, with actors.</summary>
internal sealed class RegimeMeasurement : IMeasurement
{
    readonly Workload work;
    readonly Regime regime;
    readonly IClipSource clips;
    readonly ChainMeasurement? chain;
    readonly MachineMeasurement? machine;
    readonly List<double> speed = [];
    readonly List<double> bound = [];
    readonly List<double> mfu = [];
    readonly List<double> peak = [];
    readonly List<double> added = [];

    /// <summary>Prepares runs.</summary>
    /// <param name="work">The run.</param>
    /// <param name="regime">Its regime.</param>
    /// <param name="clips">Clips that cost nothing to read.</param>
    /// <param name="chain">The steps of the round, which bound it; null without.</param>
    /// <param name="machine">The rates of the round; null without.</param>
    public RegimeMeasurement(Workload work, Regime regime, IClipSource clips, ChainMeasurement? chain, MachineMeasurement? machine)
    {
        this.work = work;
        this.regime = regime;
        this.clips = clips;
        this.chain = chain;
        this.machine = machine;
    }

    /// <inheritdoc/>
    public string Name => $"regime {RunPlans.NameOf(regime)}";

    /// <summary>The regime.</summary>
    public Regime Regime => regime;

    /// <summary>Batches of a run: at least what fills every edge, and as much again.</summary>
    public int Batches { get; set; }

    /// <summary>The least <see cref="Batches"/> that say anything.</summary>
    public static int Least(int blocks) => 12 + (4 * blocks);

    /// <summary>Clips per second, by round.</summary>
    public IReadOnlyList<double> Speed => speed;

    /// <inheritdoc/>
    public void Round()
    {
        long before = ResidentMemory.Begin();
        speed.Add(work.Clips * MeasuredRun.Of(work, regime, clips, Batches).BatchesPerSecond);
        peak.Add(ResidentMemory.Peak());
        added.Add(Math.Max(0, peak[^1] - before));
        if (chain is not null && regime != Regime.Sequential)
        {
            bound.Add(work.Clips * BatchesAllowed());
        }

        if (machine is not null && regime != Regime.Sequential)
        {
            mfu.Add(speed[^1] * work.FlopsPerClip(regime) / machine.LastOfCores);
        }
    }

    /// <inheritdoc/>
    public BenchmarkReport Into(BenchmarkReport report)
    {
        Sample clipsPerSecond = Sample.Of(speed);
        Sample allowed = Sample.Of(bound);
        return report with
        {
            Regimes =
            [
                .. report.Regimes,
                new RegimeReport(
                    RunPlans.NameOf(regime), Batches, clipsPerSecond, allowed, Sample.Ratio(clipsPerSecond, allowed), Sample.Of(mfu), Sample.Of(peak), Sample.Of(added)),
            ],
        };
    }

    /// <inheritdoc/>
    public void Dispose()
    {
    }

    /// <summary>
    /// No chain is faster than its slowest block, or than its cores. End to end without micro-batches nothing overlaps: a batch goes down
    /// and up the chain before the next.
    /// </summary>
    double BatchesAllowed()
    {
        if (regime == Regime.E2e && work.Options.Training.MicroBatches == 1)
        {
            return 1 / chain!.LastOfCore.Sum();
        }

        IReadOnlyList<double> steps = chain!.LastOnAllCores;
        double atOnce = Math.Max(1, (double)Workload.Cores / work.Threads);
        return Math.Min(1 / steps.Max(), atOnce / steps.Sum());
    }
}
