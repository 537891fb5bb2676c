using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Actors.Configuration;
using Actors.Regimes;
using Actors.Runs;
using Actors.Simulation;

namespace Actors.CommandLine;

/// <summary><c>actors bench</c>: measures the steps of a chain on this machine, and predicts from them how it scales.</summary>
internal sealed class BenchVerb
{
    const int MeasuredSteps = 15;
    const int SimulatedBatches = 240;

    readonly IReadOnlyList<TrainOption> options = TrainOption.All();
    readonly Option<string> preset = Text("--preset", "NAME", "Run preset", "");
    readonly Option<string> model = Text("--model", "NAME", "Model preset", "");
    readonly Option<string> simulate = Text("--simulate", "nodes=N[..M]", "Predict throughput on N to M nodes from this machine's step times", "nodes=1..8");
    readonly Option<string> cores = Text("--cores", "N", "Cores of a node", "1");
    readonly Option<string> bandwidth = Text("--bandwidth", "BYTES", "Rate of a link between nodes, in bytes per second", "1.25e9");
    readonly Option<string> latency = Text("--latency", "SECONDS", "Time of a link, one way, in seconds", "0.0001");
    readonly Option<bool> json = new("--json") { Description = "Print one JSON document instead of a table" };
    readonly Shell shell;
    readonly StopSignals signals;

    /// <summary>Prepares the verb.</summary>
    public BenchVerb(Shell shell, StopSignals signals)
    {
        this.shell = shell;
        this.signals = signals;
    }

    /// <summary>An example for the help.</summary>
    public static string Example => "actors bench --model deit-tiny --blocks 12 --batch 8 --decode-fraction 0.25 --simulate nodes=2..256";

    /// <summary>The verb with its options and help.</summary>
    public Command Command()
    {
        var command = new Command(
            "bench",
            """
            Measures each block's step on a core of its own, and the decoding of a batch, then predicts throughput by discrete events over
            the schedules that the actors follow: credits, held outputs, lockstep, shared cores, links.
            """) { preset, model, simulate, cores, bandwidth, latency, json };
        foreach (TrainOption option in options.Where(IsMeasured))
        {
            command.Add(option.Symbol);
        }

        command.SetAction(Run);
        return command;
    }

    int Run(ParseResult parsed)
    {
        (int from, int to) = Nodes(parsed.GetValue(simulate)!);
        var settings = options.Where(IsMeasured)
            .Select(option => (option, value: parsed.GetValue(option.Symbol)))
            .Where(given => given.value is not null)
            .Select(given => new Setting(given.option.Key.Name, [given.value!], given.option.Symbol.Name));
        RunOptions run = RunConfiguration.Load(new ConfigurationSources
        {
            Preset = parsed.GetValue(preset) is { Length: > 0 } name ? name : null,
            Model = parsed.GetValue(model) is { Length: > 0 } size ? size : null,
            Environment = shell.Environment,
            CommandLine = [.. settings, new Setting("actors.data.workers", ["1"], "bench")],
        }).Options;
        if (run.Training.Regime is not (Regime.Async or Regime.Simultaneous))
        {
            throw Usage.Error($"--regime {RunPlans.NameOf(run.Training.Regime)} is not simulated: async and simultaneous are", "bench");
        }

        double speed = Number(parsed, bandwidth);
        double time = Number(parsed, latency);
        ScalingPrediction prediction = ScalingPrediction.Measure(run, MeasuredSteps);
        List<ScalingPoint> points = [];
        for (int nodes = from; nodes <= to; nodes = nodes < 4 ? nodes + 1 : Math.Min(nodes * 2, Math.Max(to, nodes + 1)))
        {
            signals.Token.ThrowIfCancellationRequested();
            points.Add(prediction.On(nodes, Number(parsed, cores), speed, time, SimulatedBatches));
        }

        Print(parsed.GetValue(json), prediction, points);
        return (int)ExitCode.Done;
    }

    void Print(bool asJson, ScalingPrediction prediction, IReadOnlyList<ScalingPoint> points)
    {
        if (asJson)
        {
            shell.Out.WriteLine(JsonSerializer.Serialize(new { prediction.Blocks, prediction.DecodeSeconds, prediction.LinkBytes, Points = points }, RunJson.Line));
            return;
        }

        for (int k = 0; k < prediction.Blocks.Count; k++)
        {
            BlockWork work = prediction.Blocks[k];
            shell.Out.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"block {k,-4} forward {1000 * work.Forward,8:f2} ms   decoder, backward, update {1000 * work.Rest,8:f2} ms"));
        }

        shell.Out.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"decoding {1000 * prediction.DecodeSeconds:f2} ms a batch, {prediction.LinkBytes / 1e6:f2} MB a batch and link"));
        shell.Out.WriteLine($"{"nodes",6} {"this model",12} {"a block a node",16}   clips/s");
        foreach (ScalingPoint point in points)
        {
            shell.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{point.Nodes,6} {point.ClipsPerSecond,12:f1} {point.DeepClipsPerSecond,16:f1}"));
        }
    }

    static (int From, int To) Nodes(string text)
    {
        string[] sides = text.Split('=', 2);
        string[] ends = sides.Length == 2 && sides[0] == "nodes" ? sides[1].Split("..") : [];
        return ends.Length is 1 or 2 && int.TryParse(ends[0], NumberStyles.None, CultureInfo.InvariantCulture, out int from) && from >= 1
            && int.TryParse(ends[^1], NumberStyles.None, CultureInfo.InvariantCulture, out int to) && to >= from && to <= 4096
            ? (from, to) : throw Usage.Error($"--simulate {text}: write nodes=N or nodes=N..M, from 1 to 4096, such as nodes=2..256", "bench");
    }

    static double Number(ParseResult parsed, Option<string> option) =>
        double.TryParse(parsed.GetValue(option), NumberStyles.Float, CultureInfo.InvariantCulture, out double value) && value > 0
            ? value : throw Usage.Error($"{option.Name} {parsed.GetValue(option)}: must be a number above 0", "bench");

    static Option<string> Text(string name, string value, string description, string standard) => new(name)
    {
        HelpName = value,
        Description = description,
        DefaultValueFactory = _ => standard,
    };

    // A bench trains nothing: it has no run directory, no nodes and nobody who looks on.
    static bool IsMeasured(TrainOption option) => option.Key.Name.Split('.')[1] is "data" or "training" or "edges";
}
