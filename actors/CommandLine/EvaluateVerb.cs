using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Actors.Evaluation;
using Actors.Reports;
using Actors.Runs;
using Actors.Terminal;

namespace Actors.CommandLine;

/// <summary><c>actors evaluate</c>: says what each block of a run has learned.</summary>
internal sealed class EvaluateVerb
{
    const string Everything = "all";
    const int Few = EvaluationOptions.DefaultClips;

    readonly Argument<string> run = new("RUN") { Description = "A run directory" };
    readonly Option<string> data = Text("--data", "SOURCE", "A folder of videos, or motion, gratings, double-gratings [default: the run's own]");
    readonly Option<string> split = Text("--split", "NAME", "Use this part of the data only [default: fit probes on train, measure test]");
    readonly Option<string> snapshot = Text("--snapshot", "N", "The snapshot after N batches [default: the newest]");
    readonly Option<string> clips = Text("--clips", "N", $"Most clips of each part [default: {Few} of a generated set, all of a folder]");
    readonly Option<string> gratings = Text("--gratings", "N", $"Clips of each set of gratings: N, {Everything}, or 0 for none [default: {Few}]");
    readonly Option<string> batch = Text("--batch", "N", "Clips embedded at once by each thread [default: 8]");
    readonly Option<string> device = Text("--device", "NAME", "cpu, cuda or cuda:i [default: the run's]");
    readonly Option<bool> json = new("--json") { Description = "Print evaluation.json instead of tables" };

    readonly Shell shell;
    readonly StopSignals signals;

    /// <summary>Prepares the verb.</summary>
    public EvaluateVerb(Shell shell, StopSignals signals)
    {
        this.shell = shell;
        this.signals = signals;
    }

    /// <summary>An example for the help.</summary>
    public static string Example => "actors evaluate runs/tiny --data clips --gratings 1000";

    /// <summary>The verb with its options and help.</summary>
    public Command Command()
    {
        var command = new Command(
            "evaluate", "Says what each block of a run has learned: probes, retrieval, alignment, spectra, losses. Writes evaluation.json and report.html.")
        {
            run, data, split, snapshot, clips, gratings, batch, device, json,
        };
        command.SetAction(Run);
        return command;
    }

    int Run(ParseResult parsed)
    {
        EvaluationOptions options = Options(parsed);
        EvaluationReport report;
        using (var observer = new Observer(shell))
        {
            report = RunEvaluation.Run(options, observer, signals.Token);
        }

        var directory = RunDirectory.Open(options.Run);
        string file = directory.Evaluation;
        string page = RunReport.Write([options.Run], directory.Report)[0];
        IEnumerable<string> lines = parsed.GetValue(json)
            ? [JsonSerializer.Serialize(report, RunJson.Page)]
            : [.. EvaluationTable.Lines(report, Relative(file)), $"page     {Relative(page)}"];
        foreach (string line in lines)
        {
            shell.Out.WriteLine(line);
        }

        return (int)ExitCode.Done;

        static string Relative(string path) => Path.GetRelativePath(Environment.CurrentDirectory, path);
    }

    EvaluationOptions Options(ParseResult parsed) => new()
    {
        Run = parsed.GetValue(run)!,
        Data = parsed.GetValue(data) ?? "",
        Split = parsed.GetValue(split) ?? "",
        Snapshot = Number(parsed, snapshot, 0),
        Clips = Number(parsed, clips, 1),
        Gratings = parsed.GetValue(gratings) == Everything ? int.MaxValue : Number(parsed, gratings, 0) ?? Few,
        Batch = Number(parsed, batch, 1) ?? 8,
        Device = Device(parsed),
    };

    string Device(ParseResult parsed)
    {
        string name = parsed.GetValue(device) ?? "";
        return name is "" or "cpu" or "cuda" || name.StartsWith("cuda:", StringComparison.Ordinal)
            ? name
            : throw Usage.Error($"--device {name}: must be cpu, cuda or cuda:i", "evaluate");
    }

    static int? Number(ParseResult parsed, Option<string> option, int least)
    {
        const int most = 1_000_000_000;
        string? text = parsed.GetValue(option);
        return text is null ? null
            : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number >= least && number <= most ? number
            : throw Usage.Error($"{option.Name} {text}: must be a whole number from {least} to {most}", "evaluate");
    }

    static Option<string> Text(string name, string value, string description) => new(name) { HelpName = value, Description = description };

    /// <summary>One counting line on a terminal; warnings as they come.</summary>
    sealed class Observer(Shell shell) : IEvaluationObserver, IDisposable
    {
        readonly Lock gate = new();
        CountLine? line;

        public void Embedded(int done, int total)
        {
            lock (gate)
            {
                line ??= new CountLine(shell, "clips embedded", total);
            }

            line.Report(done);
        }

        public void Warn(string text)
        {
            lock (gate)
            {
                line?.Dispose();
                shell.Error.WriteLine($"actors: warning: {text.ReplaceLineEndings(" ")}");
            }
        }

        public void Dispose() => line?.Dispose();
    }
}
