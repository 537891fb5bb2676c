using Actors.Configuration;
using Actors.Logging;
using Actors.Runs;

namespace Actors.CommandLine;

/// <summary>What keeps a run or a node from beginning, and what nobody foresaw: a line for each thing, in the form that is asked for.</summary>
/// <remarks>The configuration that says which form may itself be what is wrong, so it is looked for where it can be read.</remarks>
/// <param name="shell">Where.</param>
/// <param name="format">The form.</param>
internal sealed class EarlyErrors(Shell shell, LogFormat format)
{
    const string Key = "log.format";

    static readonly string json = KebabCase.Of(LogFormat.Json.ToString());

    /// <summary>In the form of a command line's log. A terminal is for a person; verbs without a log write text.</summary>
    public static EarlyErrors Of(IReadOnlyList<string> args, Shell shell)
    {
        bool trains = args.Count == 0 || args[0] == "train" || args[0].StartsWith('-');
        bool logs = (trains && !shell.IsLive) || (args.Count > 0 && args[0] == "node");
        return new EarlyErrors(shell, logs && (Typed(args) ?? Variable(shell) ?? (trains ? InFile(args) : null)) == json ? LogFormat.Json : LogFormat.Text);
    }

    /// <summary>Something is wrong with what was asked for.</summary>
    public void Refuse(ExitCode code, string problem) =>
        Say(new RunEvent(RunSeverity.Error, problem) { Kind = EventKinds.Refused, Code = (int)code });

    /// <summary>A signal came before anything began.</summary>
    public void Stopped(ExitCode code) => Say(RunEvents.Ended(code, code == ExitCode.Interrupted ? "interrupted" : "terminated"));

    /// <summary>A defect.</summary>
    public void Unexpected(Exception cause)
    {
        string line = $"unexpected {cause.GetType().Name}: {cause.Message}";
        Refuse(ExitCode.Unexpected, format == LogFormat.Json ? $"{line}\n{cause.StackTrace}" : line);
        if (format == LogFormat.Text)
        {
            shell.Error.WriteLine(cause.ToString());
        }
    }

    void Say(RunEvent happened) => shell.Error.WriteLine(
        format == LogFormat.Json ? LogLine.Of(format, DateTimeOffset.UtcNow, happened) : $"actors: {Shown(happened.Text)}");

    // A file that is no text at all is quoted in what is said of it.
    static string Shown(string text) => string.Concat(text.ReplaceLineEndings(" ").Select(c => char.IsControl(c) ? '\uFFFD' : c));

    static string? Typed(IReadOnlyList<string> args) => Given(args, "--log").LastOrDefault()
        ?? Given(args, "--set").Where(pair => pair.StartsWith($"{Key}=", StringComparison.Ordinal) || pair.StartsWith($"{ConfigurationKeys.Root}.{Key}=", StringComparison.Ordinal))
            .Select(pair => pair[(pair.IndexOf('=', StringComparison.Ordinal) + 1)..].Trim()).LastOrDefault();

    static string? Variable(Shell shell) =>
        shell.Environment.TryGetValue(ConfigurationKeys.ByName[$"{ConfigurationKeys.Root}.{Key}"].Variable, out string? value) ? value : null;

    static string? InFile(IReadOnlyList<string> args)
    {
        string? file = Given(args, "--config").LastOrDefault()
            ?? Given(args, "--resume").Select(run => Path.Combine(run, RunDirectory.ConfigurationFile)).LastOrDefault();
        try
        {
            return file is null ? null : HoconSource.Read(file, file).LastOrDefault(setting => setting.Key == $"{ConfigurationKeys.Root}.{Key}")?.Text;
        }
        catch (ConfigurationException)
        {
            // Which is what there is to say.
            return null;
        }
    }

    // --name value, --name=value and --name:value mean the same.
    static IEnumerable<string> Given(IReadOnlyList<string> args, string name) =>
        args.Zip(args.Skip(1), (word, next) => word == name ? next : null)
            .Concat(args.Select(word => word.StartsWith($"{name}=", StringComparison.Ordinal) || word.StartsWith($"{name}:", StringComparison.Ordinal) ? word[(name.Length + 1)..] : null))
            .OfType<string>();
}
