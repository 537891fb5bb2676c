using System.Collections;

namespace Actors.CommandLine;

/// <summary>What surrounds the process. Data goes to <see cref="Out"/>, all else to <see cref="Error"/>.</summary>
internal sealed record Shell
{
    /// <summary>Standard output.</summary>
    public required TextWriter Out { get; init; }

    /// <summary>Standard error.</summary>
    public required TextWriter Error { get; init; }

    /// <summary>Whether <see cref="Error"/> is a terminal that can be drawn on.</summary>
    public bool IsLive { get; init; }

    /// <summary>Whether <see cref="Out"/> is one.</summary>
    public bool IsOutLive { get; init; }

    /// <summary>The key that was pressed last, if one was since it was asked for before.</summary>
    public Func<char?> Key { get; init; } = () => null;

    /// <summary>Variables of the process.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    /// <summary>Whether colours are wanted, by the convention of no-color.org.</summary>
    public bool HasColors => !(Environment.TryGetValue("NO_COLOR", out string? value) && value.Length > 0);

    /// <summary>The one this process runs in.</summary>
    public static Shell OfProcess()
    {
        var variables = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (DictionaryEntry pair in System.Environment.GetEnvironmentVariables())
        {
            variables[(string)pair.Key] = (string?)pair.Value ?? "";
        }

        return new Shell
        {
            Out = Console.Out,
            Error = Console.Error,
            IsLive = !Console.IsErrorRedirected && HasTerminal(variables),
            IsOutLive = !Console.IsOutputRedirected && HasTerminal(variables),
            Key = Pressed,
            Environment = variables,
        };
    }

    static bool HasTerminal(Dictionary<string, string> variables) => variables.GetValueOrDefault("TERM") is not ("dumb" or "");

    static char? Pressed()
    {
        char? last = null;
        while (!Console.IsInputRedirected && Console.KeyAvailable)
        {
            last = Console.ReadKey(intercept: true).KeyChar;
        }

        return last;
    }
}
