using System.CommandLine;
using System.Globalization;
using Actors.Configuration;
using Actors.Runs;
using Actors.Sweeps;
using Actors.Terminal;

namespace Actors.CommandLine;

/// <summary><c>actors sweep</c>: trains and evaluates a grid of runs and reports on it.</summary>
internal sealed class SweepVerb(Shell shell, StopSignals signals, TrainingEntry train)
{
    const int MostAtOnce = 64;

    readonly Argument<string> file = new("FILE") { Description = "A HOCON file with sections sweep and actors" };
    readonly Option<string> output = new("--out") { HelpName = "DIR", Description = "Where the runs and their report go [default: runs/ and the file's name]" };
    readonly Option<string> nodes = new("--nodes")
    {
        HelpName = "N",
        Description = "Nodes that each run is spread over: actors node --stay goes from run to run [default: each run's cluster.nodes]",
    };

    readonly Option<string> atOnce = new("--at-once")
    {
        HelpName = "M",
        Description = "Runs in training at a time, the second with ports one above the first's, and so on [default: 1]",
    };

    /// <summary>An example for the help.</summary>
    public static string Example => "actors sweep regimes.conf --out runs/regimes";

    /// <summary>The verb with its options and help.</summary>
    public Command Command()
    {
        var command = new Command(
            "sweep",
            """
            Trains a grid of runs one after another, evaluates each and ends in one report. The same command goes on where it stopped.
            With --nodes each run is spread over nodes; with --at-once M as well, M runs at a time each have nodes of their own, which join at
            the ports cluster.port, cluster.port + 1, ….
            sweep.grid.KEY lists the values of a key, sweep.grids.NAME.KEY those of several grids; sweep.preset, sweep.model and sweep.config lie
            under every run, section actors over them; sweep.evaluate.data, .clips and .gratings say how each run is evaluated.
            """) { file, output, nodes, atOnce };
        command.SetAction((parsed, _) => RunAsync(parsed));
        return command;
    }

    async Task<int> RunAsync(ParseResult parsed)
    {
        string path = parsed.GetValue(file)!;
        SweepPlan plan = SweepFile.Read(path);
        Setting[] over = parsed.GetValue(nodes) is { } wanted ? [new Setting("actors.cluster.nodes", [wanted], nodes.Name)] : [];
        string folder = parsed.GetValue(output) ?? Path.Combine("runs", Path.GetFileNameWithoutExtension(path));
        int lanes = AtOnce(parsed.GetValue(atOnce));
        using IDisposable held = Hold(folder);
        using var view = new SweepView(shell);
        using var sweep = new Sweep(plan, folder, over, shell.Environment, train, view);
        (ExitCode code, IReadOnlyList<string> files) = await sweep.RunAsync(lanes, signals.Token);
        view.Dispose();
        if (code is ExitCode.Interrupted or ExitCode.Terminated)
        {
            await shell.Error.WriteLineAsync($"actors: interrupted; the same command goes on where it stopped, in {folder}");
            return (int)(signals.Code ?? code);
        }

        await shell.Out.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"runs     {plan.Cells.Count} in {folder}"));
        foreach (string page in files.Take(1))
        {
            await shell.Out.WriteLineAsync($"page     {Path.GetRelativePath(Environment.CurrentDirectory, page)}");
        }

        return (int)code;
    }

    static int AtOnce(string? text) => text is null ? 1
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number is >= 1 and <= MostAtOnce ? number
        : throw Usage.Error($"--at-once {text}: must be a whole number from 1 to {MostAtOnce}", "sweep");

    // Two sweeps in one folder would train the same runs.
    static FileStream Hold(string folder)
    {
        try
        {
            Directory.CreateDirectory(folder);
            return new FileStream(Path.Combine(folder, "lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 1, FileOptions.DeleteOnClose);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new RunException(ExitCode.Usage, $"{folder} is in use by another sweep, or cannot be written: {e.Message} Give another with --out", e);
        }
    }
}
