using System.CommandLine;
using System.CommandLine.Parsing;
using Actors.Configuration;
using Actors.Runs;

namespace Actors.CommandLine;

/// <summary>Wrong usage, in one line.</summary>
internal static class Usage
{
    /// <summary>An error of the command line, with exit code 2.</summary>
    public static RunException Error(string message, string? verb = null) =>
        new(ExitCode.Usage, $"{message} (actors {(verb is null ? "" : verb + " ")}--help)");

    /// <summary>What is wrong with a command line that did not parse.</summary>
    public static RunException Error(ParseResult parsed)
    {
        Command command = parsed.CommandResult.Command;
        string? verb = command is RootCommand ? null : command.Name;
        string[] unknown = [.. parsed.UnmatchedTokens.Where(token => token.StartsWith('-') && token.Length > 1)];
        if (unknown.Length > 0)
        {
            string name = unknown[0].Split('=', ':')[0];
            string? nearest = Nearest.To(name, command.Options.SelectMany(option => option.Aliases.Prepend(option.Name)));
            return Error($"unknown option {name}{(nearest is null ? "" : $"; did you mean {nearest}?")}", verb);
        }

        if (parsed.UnmatchedTokens.Count > 0)
        {
            return Error($"unexpected argument '{parsed.UnmatchedTokens[0]}'", verb);
        }

        ParseError error = parsed.Errors[0];
        string message = error.SymbolResult switch
        {
            OptionResult { IdentifierTokenCount: > 1 } option => $"{option.Option.Name} is given {option.IdentifierTokenCount} times",
            OptionResult { IdentifierTokenCount: 0 } option => $"{verb} needs {option.Option.Name} {option.Option.HelpName}",
            OptionResult { Tokens.Count: 0 } option => $"{option.Option.Name} needs a value",
            ArgumentResult { Tokens.Count: 0 } argument => $"{verb} needs {argument.Argument.HelpName ?? argument.Argument.Name}",
            CommandResult when command.Arguments.FirstOrDefault(IsMissing) is { } missing =>
                $"{verb} needs {missing.HelpName ?? missing.Name}",
            _ => error.Message.ReplaceLineEndings(" "),
        };
        return Error(message, verb);

        bool IsMissing(Argument argument) => parsed.GetResult(argument) is null or { Tokens.Count: 0 };
    }
}
