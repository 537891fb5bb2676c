using System.Text.Json;
using Actors.Runs;

namespace Actors.Reports;

/// <summary>A block's loss over a run, averaged over stretches of batches.</summary>
/// <param name="Block">Number of the block.</param>
/// <param name="Loss">Mean loss of each stretch; NaN where the block learned from none of its batches.</param>
internal sealed record LossCurve(int Block, IReadOnlyList<double> Loss)
{
    /// <summary>Stretches of a curve.</summary>
    public const int Stretches = 100;

    /// <summary>Batches in a stretch of a run.</summary>
    public static long Stretch(long steps) => Math.Max(1, (steps + Stretches - 1) / Stretches);

    /// <summary>Reads the curves of a run; none when it has not written a step.</summary>
    /// <param name="path">Its <c>steps.jsonl</c>.</param>
    /// <param name="blocks">Its blocks.</param>
    /// <param name="steps">Batches of the whole run.</param>
    public static IReadOnlyList<LossCurve> Read(string path, int blocks, long steps)
    {
        long stretch = Stretch(steps);
        int count = (int)((steps + stretch - 1) / stretch);
        double[,] sums = new double[blocks, count];
        long[,] updates = new long[blocks, count];
        foreach (StepLine line in Lines(path))
        {
            if (line.Block < blocks && line.Batch < steps && double.IsFinite(line.Loss))
            {
                sums[line.Block, line.Batch / stretch] += line.Loss;
                updates[line.Block, line.Batch / stretch]++;
            }
        }

        return
        [
            .. Enumerable.Range(0, blocks).Select(k => new LossCurve(
                k, [.. Enumerable.Range(0, count).Select(i => updates[k, i] == 0 ? double.NaN : sums[k, i] / updates[k, i])])),
        ];
    }

    static IEnumerable<StepLine> Lines(string path)
    {
        if (!File.Exists(path))
        {
            yield break;
        }

        foreach (string text in File.ReadLines(path))
        {
            StepLine? line;
            try
            {
                line = JsonSerializer.Deserialize<StepLine>(text, RunJson.Line);
            }
            catch (JsonException)
            {
                // The last line of a process that was killed may be half written.
                continue;
            }

            if (line is not null)
            {
                yield return line;
            }
        }
    }
}
