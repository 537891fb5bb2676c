using System.Diagnostics;
using Xunit;

namespace Actors.Tests.CommandLine;

/// <summary>What a shell is told when a key asks how a command line could go on.</summary>
public sealed class CompletionTests
{
    [Theory]
    [InlineData("tr", "trace train")]
    [InlineData("", "train node bench synth inspect evaluate report sweep export top control trace completion")]
    [InlineData("train|--pres", "--preset")]
    [InlineData("--dash", "--dashboard")]
    [InlineData("train|--regime|", "async simultaneous sequential e2e")]
    [InlineData("train|--overflow|dr", "drop-oldest drop-newest")]
    [InlineData("train|--model|deit-s", "deit-small")]
    [InlineData("train|--run|a b|--preset|", "quickstart")]
    [InlineData("control|runs/a|sn", "snapshot")]
    [InlineData("completion|", "bash zsh fish")]
    [InlineData("train|--run|", "")]
    public async Task The_words_that_may_follow_are_suggested(string words, string expected)
    {
        ProgramRun run = await ProgramRun.Of(["[suggest]", .. words.Split('|')]);
        Assert.Equal((0, ""), (run.Code, run.Error));
        string[] found = [.. run.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(word => expected.Contains("--", StringComparison.Ordinal) || !word.StartsWith('-'))];
        Assert.Equal(expected.Split(' ', StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal), found.Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("bash", "COMP_WORDS=(actors train --regime sim); COMP_CWORD=3; _actors; echo \"${COMPREPLY[@]}\"", "simultaneous")]
    [InlineData("bash", "COMP_WORDS=(actors con); COMP_CWORD=1; _actors; echo \"${COMPREPLY[@]}\"", "control")]
    [InlineData("zsh", "compadd() { shift; print -- $@; }; compdef() { }; words=(actors train --regime sim); CURRENT=4; source /dev/stdin; _actors", "simultaneous")]
    [InlineData("fish", "source; complete -C 'actors train --regime sim'", "simultaneous")]
    public async Task The_script_of_a_shell_asks_the_program(string shell, string commands, string expected)
    {
        string program = Path.Combine("/usr/bin", shell);
        Assert.SkipUnless(File.Exists(program), $"{program} is absent (apt-get install {shell})");
        using var folder = new TemporaryFolder();
        Processes.Finished printed = (await Processes.ActorsProcess.Run(folder, "completion", shell)).With(0);
        string line = commands.Contains("source", StringComparison.Ordinal) ? commands : $"source /dev/stdin; {commands}";
        using Process run = Process.Start(new ProcessStartInfo(program, ["-c", line])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        await run.StandardInput.WriteAsync(printed.Out);
        run.StandardInput.Close();
        Task<string> error = run.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        string said = await run.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await run.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal((expected, ""), (said.Trim(), await error));
    }

    [Fact]
    public async Task A_shell_that_is_not_known_is_one_line()
    {
        ProgramRun run = await ProgramRun.Of("completion", "tcsh");
        Assert.Equal(["actors: tcsh: choose from bash, zsh, fish (actors completion --help)"], run.ErrorLines);
        Assert.Equal(2, run.Code);
    }
}
