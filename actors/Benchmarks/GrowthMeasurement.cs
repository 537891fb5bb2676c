using Actors.Model.Blocks;
using Actors.Model.Costs;
using Actors.Model.Devices;
using Actors.Model.Shapes;
using Actors.Regimes;

namespace Actors.Benchmarks;

/// <summary>Steps of local blocks on one core at several sizes of the batch, the tokens, the depth and the number of blocks.</summary>
internal sealed class GrowthMeasurement : IMeasurement
{
    const int WarmUp = 2;

    readonly Workload work;
    readonly List<Point> points = [];

    /// <summary>Builds the blocks of every size.</summary>
    public GrowthMeasurement(Workload work)
    {
        this.work = work;
        ModelShape shape = work.Shape;
        int blocks = work.Partition.Blocks;
        foreach (double factor in (double[])[0.5, 1, 2])
        {
            int clips = Scaled(work.Clips, factor);
            int slots = Scaled(shape.Slots, factor);
            int depth = Math.Max(blocks, Scaled(shape.Depth, factor));
            Add("batch", clips, shape, clips, blocks);
            Add("tokens", slots * shape.Cells, shape with { Frames = slots * shape.TubeletFrames }, work.Clips, blocks);
            Add("depth", depth, shape with { Depth = depth }, work.Clips, blocks);
        }

        foreach (int cut in (int[])[1, 2, 4, 6])
        {
            Add("blocks", cut, shape, work.Clips, Math.Min(cut, shape.Depth));
        }

        TorchWork.Alone(work.Threads, () => points.Select(point => point.Chain.Measure(WarmUp, 1)).ToArray());
    }

    /// <inheritdoc/>
    public string Name => "growth";

    /// <inheritdoc/>
    public void Round() => TorchWork.Alone(work.Threads, () =>
    {
        foreach (Point point in points)
        {
            point.Seconds.Add(point.Chain.Measure(0, 1).Sum(time => time.Total));
        }

        return true;
    });

    /// <inheritdoc/>
    public BenchmarkReport Into(BenchmarkReport report)
    {
        double[][] rows = [.. points.Select(point => new[] { point.Encoder, point.Decoder, point.Parameters })];
        double[] seconds = [.. points.Select(point => Sample.Of(point.Seconds).Median)];
        double[] rates = RelativeFit.Of(rows, seconds);
        double Fitted(Point point) => (rates[0] * point.Encoder) + (rates[1] * point.Decoder) + (rates[2] * point.Parameters);
        GrowthAxis[] axes = [.. points.GroupBy(point => point.Axis).Select(axis =>
        {
            GrowthPoint[] all = [.. axis.Select(point => new GrowthPoint(point.Size, Sample.Of(point.Seconds), 1e-9 * (point.Encoder + point.Decoder), Fitted(point)))];
            return new GrowthAxis(
                axis.Key, all, RelativeFit.Slope(all, point => point.Seconds.Median), RelativeFit.Slope(all, point => point.Gflop), RelativeFit.Slope(all, point => point.Fitted));
        })];
        return report with
        {
            Growth = new GrowthReport(
                axes, 1e-9 / rates[0], 1e-9 / rates[1], 1e6 * rates[2], points.Zip(seconds, (point, s) => Math.Abs((Fitted(point) / s) - 1)).Max()),
        };
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (Point point in points)
        {
            point.Chain.Dispose();
            point.Batch.Dispose();
        }
    }

    static int Scaled(int size, double factor) => Math.Max(1, (int)Math.Round(size * factor));

    void Add(string axis, double size, ModelShape shape, int clips, int blocks)
    {
        if (points.Any(point => point.Axis == axis && point.Size >= size))
        {
            // Too small a model to be halved.
            return;
        }

        double tokens = (double)shape.Tokens / work.Shape.Tokens;
        int visible = Scaled(work.Visible, tokens);
        int decoded = Math.Min(Scaled(work.Decoded, tokens), shape.Tokens - visible);
        IReadOnlyList<BlockPlan> plans = Workload.Plans(work.Options, shape, Partition.Even(shape.Depth, blocks), Regime.Simultaneous);
        MaskedTokens batch = RandomTokens.Batch(shape, clips, visible, decoded, work.Device);
        var chain = new MeasuredChain(plans, batch, 1, work.Device);
        BlockCost[] costs = [.. plans.Select(plan => BlockCost.Of(plan, visible, decoded))];
        double training = clips * costs.Sum(cost => cost.Training);
        double decoders = training * costs.Sum(cost => cost.Decoder) / costs.Sum(cost => cost.Forward);
        double numbers = chain.Blocks.Sum(block => block.State().Sum(tensor => (double)tensor.Tensor.numel()));
        points.Add(new Point(axis, size, chain, batch, training - decoders, decoders, numbers, []));
    }

    sealed record Point(
        string Axis, double Size, MeasuredChain Chain, MaskedTokens Batch, double Encoder, double Decoder, double Parameters, List<double> Seconds);
}
