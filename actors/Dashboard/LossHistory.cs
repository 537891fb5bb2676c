using Actors.Runs;

namespace Actors.Dashboard;

/// <summary>The losses of a run so far, as finely as a bounded number of points can say.</summary>
internal sealed class LossHistory
{
    /// <summary>Most points of a block. When they are full every other one goes, and from then on half as many come.</summary>
    public const int Points = 400;

    readonly List<(long Step, double[] Loss)> points = [];
    long every = 1;
    long next;

    /// <summary>Notes the losses of a moment.</summary>
    public void Add(RunProgress progress)
    {
        long step = progress.Blocks.Max(block => block.Updates);
        if (points.Count > 0 && step < points[^1].Step)
        {
            // A recovery: what is to be done again is not a second curve.
            points.RemoveAll(point => point.Step > step);
            next = step;
        }

        if (step < next || progress.Blocks.All(block => double.IsNaN(block.Loss)))
        {
            return;
        }

        points.Add((step, [.. progress.Blocks.Select(block => block.Loss)]));
        next = step + every;
        if (points.Count >= Points)
        {
            int place = 0;
            points.RemoveAll(_ => place++ % 2 == 1);
            every = Math.Max(2 * every, (points[^1].Step - points[0].Step) / points.Count);
        }
    }

    /// <summary>For each point the step, then each block's loss.</summary>
    public IReadOnlyList<IReadOnlyList<double>> Series() => [.. points.Select(point => (IReadOnlyList<double>)[point.Step, .. point.Loss])];
}
