using System.CommandLine;
using Actors.Runs;

namespace Actors.CommandLine;

/// <summary><c>actors completion</c>: prints what makes a shell complete verbs, options and their values.</summary>
/// <remarks>The script asks the program itself, as <c>actors [suggest] WORD…</c> (<see cref="Application"/>): there is no second list of options to keep.</remarks>
internal sealed class CompletionVerb(Shell shell)
{
    /// <summary>The first word of a command line that asks how its last word could go on.</summary>
    public const string Suggest = "[suggest]";

    // What completes nothing of ours is left to the shell: names of files.
    const string Bash =
        """
        _actors() {
          mapfile -t COMPREPLY < <('PROGRAM' '[suggest]' "${COMP_WORDS[@]:1:COMP_CWORD}" 2> /dev/null)
        }
        complete -o bashdefault -o default -F _actors actors
        """;

    const string Zsh =
        """
        #compdef actors
        _actors() {
          local -a found
          found=("${(@f)$('PROGRAM' '[suggest]' "${(@)words[2,CURRENT]}" 2> /dev/null)}")
          if [[ -n "${found[1]}" ]]; then compadd -- $found; else _files; fi
        }
        compdef _actors actors
        """;

    const string Fish =
        """
        function __actors_suggest
          set -l words (commandline -opc) (commandline -ct)
          'PROGRAM' '[suggest]' $words[2..-1] 2> /dev/null
        end
        complete -c actors -a '(__actors_suggest)'
        """;

    static readonly Dictionary<string, string> scripts =
        new(StringComparer.Ordinal) { ["bash"] = Bash, ["zsh"] = Zsh, ["fish"] = Fish };

    readonly Argument<string> name = new(string.Join('|', scripts.Keys)) { Description = "The shell that is to complete" };

    /// <summary>An example for the help.</summary>
    public static string Example => "source <(actors completion bash)";

    /// <summary>The verb with its options and help.</summary>
    public Command Command()
    {
        name.CompletionSources.Add([.. scripts.Keys]);
        var command = new Command(
            "completion",
            """
            Prints a script that makes a shell complete the command actors: verbs, options, and the values that an option may have.
            For bash: source <(actors completion bash) in ~/.bashrc. For zsh: the same in ~/.zshrc, behind compinit. For fish: actors completion fish | source.
            """) { name };
        command.SetAction(Run);
        return command;
    }

    int Run(ParseResult parsed)
    {
        string asked = parsed.GetValue(name)!;
        if (!scripts.TryGetValue(asked, out string? script))
        {
            throw Usage.Error($"{asked}: choose from {string.Join(", ", scripts.Keys)}", "completion");
        }

        // The program that prints it, wherever it lies: an alias named actors need not lead to it within a function.
        string program = (Environment.ProcessPath ?? "actors").Replace("'", "'\\''", StringComparison.Ordinal);
        shell.Out.WriteLine(script.ReplaceLineEndings("\n").Replace("PROGRAM", program, StringComparison.Ordinal));
        return (int)ExitCode.Done;
    }
}
