using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using System.Reflection;
using System.Text.RegularExpressions;
using Actors.Configuration;
using Actors.Runs;

namespace Actors.CommandLine;

/// <summary>The program: verbs, exit codes and one line for each error.</summary>
internal sealed partial class Application
{
    static readonly string[] RootOptions = ["--help", "-h", "-?", "/?", "/h", "--version"];

    readonly Shell shell;
    readonly TrainingEntry train;

    /// <summary>Prepares the program.</summary>
    public Application(Shell shell, TrainingEntry train)
    {
        this.shell = shell;
        this.train = train;
    }

    /// <summary>Version of the program, as <c>--version</c> prints it.</summary>
    public static string Version { get; } =
        typeof(Application).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown";

    /// <summary>Runs a command line and gives the exit code of the process.</summary>
    public async Task<int> RunAsync(IReadOnlyList<string> args, StopSignals signals)
    {
        var errors = EarlyErrors.Of(args, shell);
        try
        {
            RootCommand root = Root(signals, Typed(args));
            var plain = new ParserConfiguration { EnablePosixBundling = false, ResponseFileTokenReplacer = null };
            if (args.Count > 0 && args[0] == CompletionVerb.Suggest)
            {
                return Suggest(root, [.. args.Skip(1)], plain);
            }

            ParseResult parsed = root.Parse(WithVerb(args, root), plain);
            if (parsed.Action is ParseErrorAction)
            {
                throw Usage.Error(parsed);
            }

            return await parsed.InvokeAsync(new InvocationConfiguration
            {
                Output = shell.Out,
                Error = shell.Error,
                EnableDefaultExceptionHandler = false,
                ProcessTerminationTimeout = null,
            });
        }
        catch (ConfigurationException e)
        {
            foreach (string error in e.Errors)
            {
                errors.Refuse(ExitCode.Usage, error);
            }

            return (int)ExitCode.Usage;
        }
        catch (Exception e) when (RunFaults.CodeOf(e) != ExitCode.Unexpected)
        {
            errors.Refuse(RunFaults.CodeOf(e), RunFaults.FirstLine(e));
            return (int)RunFaults.CodeOf(e);
        }
        catch (OperationCanceledException) when (signals.Code is not null)
        {
            errors.Stopped(signals.Code.Value);
            return (int)signals.Code;
        }
#pragma warning disable CA1031 // The last stop before the process ends: whatever it is, the user gets a line and a code.
        catch (Exception e)
        {
            errors.Unexpected(e);
            return (int)ExitCode.Unexpected;
        }
#pragma warning restore CA1031
    }

    RootCommand Root(StopSignals signals, string typed)
    {
        var root = new RootCommand(
            """
            Trains video transformers block by block, each block an actor with its own loss and optimizer.
            Without a verb it trains (actors train --help lists the options); without anything it runs train --preset quickstart.
            """)
        {
            new TrainVerb(shell, signals, train, typed).Command(),
            new NodeVerb(shell, signals).Command(),
            new BenchVerb(shell, signals).Command(),
            new SynthVerb(shell, signals).Command(),
            new InspectVerb(shell, signals).Command(),
            new EvaluateVerb(shell, signals).Command(),
            new ReportVerb(shell).Command(),
            new SweepVerb(shell, signals, train).Command(),
            new ExportVerb(shell).Command(),
            new TopVerb(shell, signals).Command(),
            new ControlVerb(shell, signals).Command(),
            new TraceVerb(shell).Command(),
            new CompletionVerb(shell).Command(),
        };
        HelpOption help = root.Options.OfType<HelpOption>().Single();
        help.Action = new HelpWithExample((HelpAction)help.Action!, shell.Out);
        root.Options.OfType<VersionOption>().Single().Action = new PrintVersion(shell.Out);
        return root;
    }

    // Any first word that is no option is meant as a verb, so that a mistyped one is called that.
    static string[] WithVerb(IReadOnlyList<string> args, RootCommand root)
    {
        string[] verbs = [.. root.Subcommands.Select(command => command.Name)];
        return args.Count == 0 ? ["train"]
            : verbs.Contains(args[0]) || RootOptions.Contains(args[0]) ? [.. args]
            : args[0].StartsWith('-') ? ["train", .. args]
            : throw Usage.Error($"unknown verb {args[0]}; {Nearest.Hint(args[0], verbs)}");
    }

    // How the last of some words could go on, one way a line. A first option is one of train's.
    int Suggest(RootCommand root, IReadOnlyList<string> words, ParserConfiguration plain)
    {
        string line = string.Join(' ', words.Select(word => word.Contains(' ', StringComparison.Ordinal) ? $"\"{word}\"" : word));
        line = words.Count > 0 && words[0].StartsWith('-') && words[0] is not ("--help" or "--version") ? $"train {line}" : line;
        IEnumerable<string> labels = root.Parse(line, plain).GetCompletions(line.Length).Select(found => found.Label);
        foreach (string label in labels.Where(GoesOn).Distinct())
        {
            shell.Out.WriteLine(label);
        }

        return (int)ExitCode.Done;

        bool GoesOn(string label) =>
            label.StartsWith(words.Count > 0 ? words[^1] : "", StringComparison.Ordinal) && label is not ("-?" or "/?" or "/h" or "-h");
    }

    static string Typed(IReadOnlyList<string> args) => string.Join(' ', args.Prepend("actors").Select(arg =>
        arg.Length > 0 && arg.All(c => char.IsAsciiLetterOrDigit(c) || "-_=.,:/+@%".Contains(c, StringComparison.Ordinal))
            ? arg : $"'{arg.Replace("'", "'\\''", StringComparison.Ordinal)}'"));

    sealed partial class HelpWithExample(HelpAction help, TextWriter output) : SynchronousCommandLineAction
    {
        public override bool ClearsParseErrors => true;

        public override int Invoke(ParseResult parseResult)
        {
            if (parseResult.CommandResult.Command is RootCommand root)
            {
                // The list of verbs is for choosing one; what else there is to know of it, its own help says.
                root.Subcommands.ToList().ForEach(verb => verb.Description = FirstSentence().Match(verb.Description!).Value);
            }

            int code = help.Invoke(parseResult);
            string example = parseResult.CommandResult.Command.Name switch
            {
                "train" => TrainVerb.Example,
                "node" => NodeVerb.Example,
                "bench" => BenchVerb.Example,
                "synth" => SynthVerb.Example,
                "inspect" => InspectVerb.Example,
                "evaluate" => EvaluateVerb.Example,
                "report" => ReportVerb.Example,
                "sweep" => SweepVerb.Example,
                "export" => ExportVerb.Example,
                "top" => TopVerb.Example,
                "control" => ControlVerb.Example,
                "trace" => TraceVerb.Example,
                "completion" => CompletionVerb.Example,
                _ => "actors --data clips --blocks 4",
            };
            output.WriteLine($"Example:\n  {example}\n");
            if (parseResult.CommandResult.Command is RootCommand)
            {
                output.WriteLine(
                    """
                    Exit codes:
                      0 done, 1 unexpected, 2 usage or configuration, 3 data, 4 diverged, 5 checkpoint, 6 cluster lost, 7 device,
                      130 interrupted, 143 terminated (both after a snapshot and a clean close)

                    """);
            }

            return code;
        }

        [GeneratedRegex(@"\A.*?[.](?=\s+[A-Z]|\s*\z)", RegexOptions.Singleline)]
        private static partial Regex FirstSentence();
    }

    sealed class PrintVersion(TextWriter output) : SynchronousCommandLineAction
    {
        public override int Invoke(ParseResult parseResult)
        {
            output.WriteLine($"actors {Version}");
            return (int)ExitCode.Done;
        }
    }
}
