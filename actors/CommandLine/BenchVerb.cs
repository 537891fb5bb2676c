using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Actors.Benchmarks;
using Actors.Configuration;
using Actors.Model.Layers;
using Actors.Model.Shapes;
using Actors.Runs;
using Actors.Simulation;

namespace Actors.CommandLine;

/// <summary><c>actors bench</c>: measures blocks, regimes and peers on this machine, or predicts how a chain scales.</summary>
internal sealed class BenchVerb
{
    readonly IReadOnlyList<TrainOption> options = [.. TrainOption.All().Where(IsMeasured)];
    readonly Option<string?> preset = Text("--preset", "NAME", "Run preset");
    readonly Option<string?> model = Text("--model", "NAME", "Model preset");
    readonly Option<string?> what = Text("--what", "PART[,...]", "gemm, steps, memory, data, regimes, savings, peers, growth, balance [default: gemm,steps,regimes]");
    readonly Option<string?> repeats = Text("--repeats", "N", "Rounds; medians are over them [default: 5]");
    readonly Option<string?> seconds = Text("--seconds", "S", "About how long to measure; large models take longer at the least [default: 90]");
    readonly Option<string?> pytorch = Text("--against-pytorch", "PYTHON", "Compare with PyTorch, by this Python (python3 without a name)", bare: true);
    readonly Option<bool> eager = new("--against-eager") { Description = "Compare with a plain eager loop on this libtorch (builds tests/Bench)" };
    readonly Option<string?> simulate = Text("--simulate", "nodes=N[..M]", "Instead: predict throughput on N to M nodes from this machine's step times");
    readonly Option<string?> cores = Text("--cores", "N", "With --simulate: cores of a node [default: 1]");
    readonly Option<string?> bandwidth = Text("--bandwidth", "BYTES", "With --simulate: rate of a link between nodes, in bytes per second [default: 1.25e9]");
    readonly Option<string?> latency = Text("--latency", "SECONDS", "With --simulate: time of a link, one way [default: 0.0001]");
    readonly Option<string?> json = Text("--json", "FILE", "Write one JSON document to a file, or without FILE print it instead of the table", bare: true);
    readonly Shell shell;
    readonly StopSignals signals;

    /// <summary>Prepares the verb.</summary>
    public BenchVerb(Shell shell, StopSignals signals)
    {
        this.shell = shell;
        this.signals = signals;
    }

    /// <summary>An example for the help.</summary>
    public static string Example => "actors bench --model deit-tiny --blocks 4 --decode-fraction 0.25 --what gemm,steps";

    /// <summary>The verb with its options and help.</summary>
    public Command Command()
    {
        var command = new Command(
            "bench",
            """
            Measures in rounds, everything once in each: matrix products and copies of this machine, steps of each block, runs of each
            regime against what the steps allow, and the same work by PyTorch. With --simulate it predicts throughput by discrete
            events over the schedules that the actors follow: credits, held outputs, lockstep, shared cores, links.
            """) { preset, model, what, repeats, seconds, pytorch, eager, simulate, cores, bandwidth, latency, json };
        foreach (TrainOption option in options)
        {
            command.Add(option.Symbol);
        }

        command.SetAction(Run);
        return command;
    }

    int Run(ParseResult parsed)
    {
        if (parsed.GetValue(simulate) is { } nodes)
        {
            (int from, int to) = Nodes(nodes);
            var scaling = new ScalingOutput(from, to, Number(parsed, cores, 1), Number(parsed, bandwidth, 1.25e9), Number(parsed, latency, 1e-4));
            (ScalingPrediction prediction, IReadOnlyList<ScalingPoint> points) = scaling.Predict(Load(parsed, source: null), signals.Token);
            Give(parsed, () => ScalingOutput.ToJson(prediction, points), output => ScalingOutput.Write(prediction, points, output));
            return (int)ExitCode.Done;
        }

        BenchmarkOptions wanted = Wanted(parsed);
        BenchmarkReport report = Benchmark.Run(wanted, Progress, shell.Error.WriteLine, signals.Token);
        Give(parsed, () => JsonSerializer.Serialize(report, RunJson.Page), output => BenchmarkTable.Write(report, output));
        return (int)ExitCode.Done;
    }

    RunOptions Load(ParseResult parsed, string? source)
    {
        Setting[] given = [.. options.Select(option => (option, value: option.ValueIn(parsed))).Where(pair => pair.value is not null)
            .Select(pair => new Setting(pair.option.Key.Name, [pair.value!], pair.option.Symbol.Name))];
        string? name = parsed.GetValue(preset);
        RunConfiguration configuration = RunConfiguration.Load(new ConfigurationSources
        {
            Preset = name,
            Model = parsed.GetValue(model),
            Environment = shell.Environment,

            Text = name is null && source is not null ? $"actors.data.source = {source}" : null,

            // Unless told otherwise one thread decodes, so that the time of decoding is that of a thread.
            CommandLine = [new Setting("actors.data.workers", ["1"], "bench"), .. given],
        });
        return Balancing.Apply(configuration, shell.Error.WriteLine).Options;
    }

    BenchmarkOptions Wanted(ParseResult parsed)
    {
        List<PeerCommand> peers = [];
        if (parsed.GetResult(pytorch) is { Implicit: false })
        {
            peers.Add(PeerCommands.PyTorch(parsed.GetValue(pytorch) ?? "python3"));
        }

        if (parsed.GetValue(eager))
        {
            peers.Add(PeerCommands.Eager());
        }

        // Clips are decoded once and kept: writing them as files first would be for nothing.
        RunOptions run = Load(parsed, source: "motion");
        BenchmarkPart[] parts = parsed.GetValue(what) is { } list
            ? [.. list.Split(',', StringSplitOptions.TrimEntries).Select(Part)]
            : [BenchmarkPart.Gemm, BenchmarkPart.Steps, BenchmarkPart.Regimes];
        if (parts.Contains(BenchmarkPart.Peers) && peers.Count == 0)
        {
            throw Usage.Error("--what peers: say which, with --against-pytorch or --against-eager", "bench");
        }

        if (parts.Contains(BenchmarkPart.Memory) && run.Training.Device != "cpu")
        {
            throw Usage.Error($"--device {run.Training.Device}: --what memory counts main memory, so blocks must compute on the cpu", "bench");
        }

        if (peers.Count > 0 && run.Training.Device != "cpu")
        {
            throw Usage.Error($"--device {run.Training.Device}: peers compute on the cpu", "bench");
        }

        if (peers.Count > 0 && run.Training.Precision != Precision.Fp32)
        {
            throw Usage.Error("--precision bf16: peers compute in float32", "bench");
        }

        if (peers.Count > 0 && run.Model.DecoderAttention != DecoderAttention.Self)
        {
            throw Usage.Error("--decoder-attention cross: peers have VideoMAE's decoder only", "bench");
        }

        bool ownSteps = options.Single(option => option.Key.Name == "actors.training.steps").ValueIn(parsed) is not null;
        return new BenchmarkOptions
        {
            Run = run,
            What = peers.Count > 0 ? [.. parts.Append(BenchmarkPart.Peers).Distinct()] : parts,
            Repeats = (int)Math.Clamp(Number(parsed, repeats, 5), 1, 1000),
            Seconds = Number(parsed, seconds, 90),
            Batches = ownSteps ? (int)Math.Min(int.MaxValue, run.Training.Steps) : 0,
            Peers = peers,
        };
    }

    void Give(ParseResult parsed, Func<string> document, Action<TextWriter> table)
    {
        bool asJson = parsed.GetResult(json) is { Implicit: false };
        if (asJson && parsed.GetValue(json) is { } file)
        {
            try
            {
                Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(file))!);
                File.WriteAllText(file, document() + "\n");
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                throw new RunException(ExitCode.Usage, $"--json {file} cannot be written: {e.Message}", e);
            }
        }

        if (asJson && parsed.GetValue(json) is null)
        {
            shell.Out.WriteLine(document());
        }
        else
        {
            table(shell.Out);
        }
    }

    void Progress(string doing)
    {
        if (shell.IsLive)
        {
            shell.Error.Write($"\r\u001b[K{doing}");
        }
    }

    static BenchmarkPart Part(string name)
    {
        string[] names = [.. Enum.GetNames<BenchmarkPart>().Select(KebabCase.Of)];
        int part = Array.IndexOf(names, name);
        return part >= 0 ? (BenchmarkPart)part : throw Usage.Error($"--what {name}: {Nearest.Hint(name, names)}", "bench");
    }

    static (int From, int To) Nodes(string text)
    {
        string[] sides = text.Split('=', 2);
        string[] ends = sides.Length == 2 && sides[0] == "nodes" ? sides[1].Split("..") : [];
        return ends.Length is 1 or 2 && int.TryParse(ends[0], NumberStyles.None, CultureInfo.InvariantCulture, out int from) && from >= 1
            && int.TryParse(ends[^1], NumberStyles.None, CultureInfo.InvariantCulture, out int to) && to >= from && to <= 4096
            ? (from, to) : throw Usage.Error($"--simulate {text}: write nodes=N or nodes=N..M, from 1 to 4096, such as nodes=2..256", "bench");
    }

    static double Number(ParseResult parsed, Option<string?> option, double standard) => parsed.GetValue(option) is not { } text ? standard
        : double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) && value > 0 && double.IsFinite(value)
            ? value : throw Usage.Error($"{option.Name} {text}: must be a number above 0", "bench");

    static Option<string?> Text(string name, string value, string description, bool bare = false) => new(name)
    {
        HelpName = value,
        Description = description,
        Arity = bare ? ArgumentArity.ZeroOrOne : ArgumentArity.ExactlyOne,
    };

    // A bench trains nothing: it has no run directory, no nodes and nobody who looks on.
    static bool IsMeasured(TrainOption option) => option.Key.Name.Split('.')[1] is "data" or "model" or "training" or "edges" or "delays";
}
