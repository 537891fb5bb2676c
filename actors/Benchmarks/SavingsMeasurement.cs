using Actors.Configuration;
using Actors.Data.Clips;
using Actors.Model.Layers;
using Actors.Model.Shapes;
using Actors.Runs;

namespace Actors.Benchmarks;

/// <summary>Runs with cheaper decoders and in bfloat16, in turn: how much quicker is each?</summary>
internal sealed class SavingsMeasurement : IMeasurement
{
    const double StandardFraction = 0.25;
    const int MostBatches = 400;

    readonly Regimes.Regime regime;
    readonly IClipSource clips;
    readonly List<Way> ways = [];

    /// <summary>Sees how fast each way is.</summary>
    /// <param name="run">The run. Its decode fraction is that of the cheaper decoders; a quarter if it is 1.</param>
    /// <param name="clips">Clips that cost nothing to read.</param>
    /// <param name="batches">Batches of each run; 0 follows from the seconds.</param>
    /// <param name="secondsOfRound">Time for a round.</param>
    /// <param name="stop">Ends the preparation.</param>
    public SavingsMeasurement(RunOptions run, IClipSource clips, int batches, double secondsOfRound, CancellationToken stop)
    {
        this.clips = clips;
        regime = run.Training.Regime;
        double fraction = run.Training.DecodeFraction < 1 ? run.Training.DecodeFraction : StandardFraction;
        foreach ((double decoded, DecoderAttention attention, Precision precision) in new[]
        {
            (1, DecoderAttention.Self, Precision.Fp32), (1, DecoderAttention.Self, Precision.Bf16),
            (fraction, DecoderAttention.Self, Precision.Fp32), (fraction, DecoderAttention.Self, Precision.Bf16),
            (fraction, DecoderAttention.Cross, Precision.Fp32), (fraction, DecoderAttention.Cross, Precision.Bf16),
        })
        {
            ways.Add(new Way(new Workload(run with
            {
                Training = run.Training with { DecodeFraction = decoded, Precision = precision },
                Model = run.Model with { DecoderAttention = attention },
            })));
        }

        foreach (Way way in ways)
        {
            stop.ThrowIfCancellationRequested();
            int least = RegimeMeasurement.Least(way.Work.Partition.Blocks);
            way.Batches = batches > 0 ? batches
                : Math.Clamp((int)(secondsOfRound / ways.Count * MeasuredRun.Of(way.Work, regime, clips, least).BatchesPerSecond), least, MostBatches);
        }
    }

    /// <inheritdoc/>
    public string Name => "savings";

    /// <inheritdoc/>
    public void Round()
    {
        foreach (Way way in ways)
        {
            way.Speed.Add(way.Work.Clips * MeasuredRun.Of(way.Work, regime, clips, way.Batches).BatchesPerSecond);
        }
    }

    /// <inheritdoc/>
    public BenchmarkReport Into(BenchmarkReport report)
    {
        Sample full = Sample.Of(ways[0].Speed);
        return report with { Savings = new SavingsReport(RunPlans.NameOf(regime), [.. ways.Select(way => Row(way, full))]) };
    }

    /// <inheritdoc/>
    public void Dispose() => ways.ForEach(way => way.Work.Dispose());

    SavingsRow Row(Way way, Sample full)
    {
        TrainingOptions training = way.Work.Options.Training;
        ModelOptions model = way.Work.Options.Model;
        Way wide = ways.Single(other => other.Work.Options.Training.Precision == Precision.Fp32
            && other.Work.Options.Training.DecodeFraction == training.DecodeFraction && other.Work.Options.Model.DecoderAttention == model.DecoderAttention);
        Sample speed = Sample.Of(way.Speed);
        return new SavingsRow(
            training.DecodeFraction, KebabCase.Of(model.DecoderAttention.ToString()), KebabCase.Of(training.Precision.ToString()), way.Batches,
            speed, Sample.Ratio(speed, full), Sample.Ratio(speed, Sample.Of(wide.Speed)));
    }

    sealed record Way(Workload Work)
    {
        public int Batches { get; set; }

        public List<double> Speed { get; } = [];
    }
}
