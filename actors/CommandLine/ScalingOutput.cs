using System.Globalization;
using System.Text.Json;
using Actors.Configuration;
using Actors.Regimes;
using Actors.Runs;
using Actors.Simulation;

namespace Actors.CommandLine;

/// <summary>What <c>bench --simulate</c> prints: throughput on many nodes, predicted from steps that are measured here.</summary>
/// <param name="From">Fewest nodes.</param>
/// <param name="To">Most nodes.</param>
/// <param name="Cores">Cores of a node.</param>
/// <param name="Bandwidth">Rate of a link, in bytes per second.</param>
/// <param name="Latency">Time of a link, in seconds.</param>
internal sealed record ScalingOutput(int From, int To, double Cores, double Bandwidth, double Latency)
{
    const int MeasuredSteps = 15;
    const int SimulatedBatches = 240;

    /// <summary>Measures and simulates.</summary>
    /// <returns>The prediction, and a point for each number of nodes.</returns>
    /// <exception cref="RunException">The regime is not simulated.</exception>
    public (ScalingPrediction Prediction, IReadOnlyList<ScalingPoint> Points) Predict(RunOptions run, CancellationToken stop)
    {
        if (run.Training.Regime is not (Regime.Async or Regime.Simultaneous))
        {
            throw Usage.Error($"--regime {RunPlans.NameOf(run.Training.Regime)} is not simulated: async and simultaneous are", "bench");
        }

        ScalingPrediction prediction = ScalingPrediction.Measure(run, MeasuredSteps);
        List<ScalingPoint> points = [];
        for (int nodes = From; nodes <= To; nodes = nodes < 4 ? nodes + 1 : Math.Min(nodes * 2, Math.Max(To, nodes + 1)))
        {
            stop.ThrowIfCancellationRequested();
            points.Add(prediction.On(nodes, Cores, Bandwidth, Latency, SimulatedBatches));
        }

        return (prediction, points);
    }

    /// <summary>As one line of JSON.</summary>
    public static string ToJson(ScalingPrediction prediction, IReadOnlyList<ScalingPoint> points) =>
        JsonSerializer.Serialize(new { prediction.Blocks, prediction.DecodeSeconds, prediction.LinkBytes, Points = points }, RunJson.Line);

    /// <summary>As a table.</summary>
    public static void Write(ScalingPrediction prediction, IReadOnlyList<ScalingPoint> points, TextWriter output)
    {
        for (int k = 0; k < prediction.Blocks.Count; k++)
        {
            BlockWork work = prediction.Blocks[k];
            output.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"block {k,-4} forward {1000 * work.Forward,8:f2} ms   decoder, backward, update {1000 * work.Rest,8:f2} ms"));
        }

        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"decoding {1000 * prediction.DecodeSeconds:f2} ms a batch, {prediction.LinkBytes / 1e6:f2} MB a batch and link"));
        output.WriteLine($"{"nodes",6} {"this model",12} {"a block a node",16}   clips/s");
        foreach (ScalingPoint point in points)
        {
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{point.Nodes,6} {point.ClipsPerSecond,12:f1} {point.DeepClipsPerSecond,16:f1}"));
        }
    }
}
