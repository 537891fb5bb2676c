using System.CommandLine;
using System.CommandLine.Parsing;
using Actors.Configuration;
using Actors.Logging;
using Actors.Runs;
using Actors.Terminal;

namespace Actors.CommandLine;

/// <summary><c>actors train</c>.</summary>
internal sealed class TrainVerb
{
    /// <summary>What a command line without any option runs.</summary>
    public const string DefaultPreset = "quickstart";

    readonly IReadOnlyList<TrainOption> options = TrainOption.All();
    readonly Option<string> preset = Named("--preset", "NAME", $"Run preset: {Names(PresetFolder.Installed.Presets)} [default: none]");
    readonly Option<string> model = Named("--model", "NAME", $"Model preset: {Names(PresetFolder.Installed.Models)} [default: nano]");
    readonly Option<string> config = Named("--config", "FILE", "A HOCON file, such as a run's config.conf [default: none]");
    readonly Option<bool> print = new("--print-config")
    {
        Description = "Print every effective key, its value and its origin as HOCON, and exit",
    };

    readonly Option<string[]> set = new("--set")
    {
        HelpName = "KEY=VALUE",
        Description = "Set any key, such as training.learning-rate=0.0005; repeatable",
        Arity = ArgumentArity.OneOrMore,
        AllowMultipleArgumentsPerToken = false,
    };

    readonly Shell shell;
    readonly StopSignals signals;
    readonly TrainingEntry train;
    readonly string typed;

    /// <summary>Prepares the verb.</summary>
    /// <param name="shell">Where it runs.</param>
    /// <param name="signals">Ends it.</param>
    /// <param name="train">Does the work.</param>
    /// <param name="typed">The whole command line, for the run's manifest.</param>
    public TrainVerb(Shell shell, StopSignals signals, TrainingEntry train, string typed)
    {
        this.shell = shell;
        this.signals = signals;
        this.train = train;
        this.typed = typed;
    }

    /// <summary>An example for the help.</summary>
    public static string Example => "actors train --data clips --model deit-tiny --blocks 4 --steps 1000 --run runs/tiny";

    /// <summary>The verb with its options and help.</summary>
    public Command Command()
    {
        var command = new Command(
            "train",
            $"""
            Trains a video transformer cut into blocks that learn by themselves. Without any option it runs --preset {DefaultPreset}.
            Precedence: command line > environment (ACTORS_TRAINING_BATCH=8) > --config > --model > --preset > reference.conf.
            """) { preset, model, config };
        preset.CompletionSources.Add([.. PresetFolder.Installed.Presets]);
        model.CompletionSources.Add([.. PresetFolder.Installed.Models]);
        foreach (TrainOption option in options)
        {
            command.Add(option.Symbol);
        }

        command.Add(set);
        command.Add(print);
        command.SetAction((parsed, _) => RunAsync(parsed));
        return command;
    }

    async Task<int> RunAsync(ParseResult parsed)
    {
        // --print-config alone prints what no option at all would run.
        bool bare = parsed.CommandResult.Children.All(child => child is OptionResult option && (option.Implicit || option.Option == print));
        RunConfiguration configuration = RunConfiguration.Load(new ConfigurationSources
        {
            Preset = bare ? DefaultPreset : parsed.GetValue(preset),
            Model = parsed.GetValue(model),
            File = parsed.GetValue(config) ?? ResumedConfiguration(parsed),
            Environment = shell.Environment,
            CommandLine = Settings(parsed),
        });
        bool json = !shell.IsLive && configuration.Options.Log.Format == LogFormat.Json;
        configuration = Balancing.Apply(configuration, line => shell.Error.WriteLine(
            json ? LogLine.Of(LogFormat.Json, DateTimeOffset.UtcNow, new RunEvent(RunSeverity.Info, line)) : line));
        if (parsed.GetValue(print))
        {
            await shell.Out.WriteAsync(configuration.ToHocon());
            return (int)ExitCode.Done;
        }

        using IRunView view = shell.IsLive ? new LiveView(shell) : new PlainView(shell);
        view.Begin(configuration.Options);
        await using CancellationTokenRegistration told = signals.Token.Register(
            () => view.Event(new RunEvent(RunSeverity.Warning, "stopping after a snapshot; a second signal ends the process at once") { Kind = EventKinds.Stopping }));
        RunOutcome outcome = await train(new TrainingRequest(configuration.Options, configuration.ToHocon(), typed), view, signals.Token);
        ExitCode code = outcome.Code is ExitCode.Interrupted or ExitCode.Terminated ? signals.Code ?? outcome.Code : outcome.Code;
        view.End(outcome with { Code = code });
        return (int)code;
    }

    /// <summary>A run that goes on does so by its own configuration, under what the command line says.</summary>
    string? ResumedConfiguration(ParseResult parsed)
    {
        TrainOption resume = options.Single(option => option.Key.Name == "actors.resume");
        if (parsed.GetValue(resume.Symbol) is not { Length: > 0 } run)
        {
            return null;
        }

        string file = Path.Combine(run, RunDirectory.ConfigurationFile);
        return File.Exists(file) ? file
            : throw new RunException(ExitCode.Usage, $"{run} holds no run to go on with (no {RunDirectory.ConfigurationFile}): check --resume");
    }

    List<Setting> Settings(ParseResult parsed)
    {
        var settings = new List<Setting>();
        foreach (TrainOption option in options)
        {
            if (option.ValueIn(parsed) is { } value)
            {
                settings.Add(new Setting(option.Key.Name, [value], option.Symbol.Name));
            }
        }

        foreach (string pair in parsed.GetValue(set) ?? [])
        {
            int equals = pair.IndexOf('=', StringComparison.Ordinal);
            if (equals < 1)
            {
                throw Usage.Error($"--set {pair}: write KEY=VALUE, such as --set training.batch=8", "train");
            }

            string key = pair[..equals].Trim();
            string prefix = ConfigurationKeys.Root + ".";
            string name = key.StartsWith(prefix, StringComparison.Ordinal) ? key : prefix + key;
            settings.Add(new Setting(name, [pair[(equals + 1)..].Trim()], "--set"));
        }

        foreach (IGrouping<string, Setting> twice in settings.GroupBy(setting => setting.Key).Where(group => group.Count() > 1))
        {
            string givers = string.Join(", ", twice.Select(setting => $"{setting.Origin} {setting.Text}"));
            throw Usage.Error($"{twice.Key} is given {twice.Count()} times: {givers}", "train");
        }

        Setting? partition = settings.Find(setting => setting.Key == "actors.training.partition");
        Setting? other = settings.Find(setting => setting.Key is "actors.training.blocks" or "actors.training.balance");
        return partition is null || other is null
            ? settings : throw Usage.Error($"{partition.Origin} {partition.Text} and {other.Origin} {other.Text} say the same thing twice: give one", "train");
    }

    static Option<string> Named(string name, string value, string description) => new(name) { HelpName = value, Description = description };

    static string Names(IReadOnlyList<string> names) => string.Join(", ", names);
}
