using System.Diagnostics;
using Actors.CommandLine;
using Actors.Runs;
using Xunit;

namespace Actors.Tests.CommandLine;

/// <summary>Verbs, errors, exit codes and signals.</summary>
public sealed class ApplicationTests
{
    [Theory]
    [InlineData("unknown verb trian; did you mean train? (choose from train, node, bench, synth, inspect, evaluate, report, sweep, export, top, control, trace, completion) (actors --help)", "trian")]
    [InlineData("unknown option --bach; did you mean --batch? (actors train --help)", "--bach", "8")]
    [InlineData("unknown option --bach; did you mean --batch? (actors train --help)", "train", "--bach=8")]
    [InlineData("unknown option --qqqqqqqqq (actors train --help)", "--qqqqqqqqq")]
    [InlineData("unknown option --clip; did you mean --clips? (actors synth --help)", "synth", "x", "--clip", "8")]
    [InlineData("unexpected argument 'again' (actors train --help)", "train", "again")]
    [InlineData("--batch needs a value (actors train --help)", "--batch")]
    [InlineData("--batch is given 2 times (actors train --help)", "--batch", "1", "--batch", "2")]
    [InlineData("actors.training.batch is given 2 times: --batch 1, --set 2 (actors train --help)", "--batch", "1", "--set", "training.batch=2")]
    [InlineData("--partition 4,4 and --blocks 2 say the same thing twice: give one (actors train --help)", "--blocks", "2", "--partition", "4,4")]
    [InlineData("--set batch: write KEY=VALUE, such as --set training.batch=8 (actors train --help)", "--set", "batch")]
    [InlineData("unknown key actors.bacth (--set); did you mean actors.training.batch?", "--set", "bacth=8")]
    [InlineData("actors.training.batch = 0 (--batch): must be a whole number from 1 to 4096", "--batch", "0")]
    [InlineData("actors.training.partition = [3, 3] (--partition) adds up to 6 layers, but actors.model.depth = 8 (reference.conf)", "--partition", "3,3")]
    [InlineData("unknown preset quick (--preset); did you mean quickstart? (choose from quickstart)", "--preset", "quick")]
    [InlineData("no.conf: there is no such file", "--config", "no.conf")]
    [InlineData("synth needs DIR (actors synth --help)", "synth")]
    [InlineData("inspect needs PATH (actors inspect --help)", "inspect")]
    public async Task Wrong_usage_is_one_line_on_standard_error_and_exit_code_2(string message, params string[] args)
    {
        ProgramRun run = await ProgramRun.Of(args);
        Assert.Equal([$"actors: {message}"], run.ErrorLines);
        Assert.Equal((2, "", null), (run.Code, run.Out, run.Request));
    }

    [Fact]
    public async Task Every_configuration_error_has_a_line_of_its_own()
    {
        ProgramRun run = await ProgramRun.Of("--batch", "0", "--steps", "x", "--set", "nothing=1");
        Assert.Equal(2, run.Code);
        Assert.Equal(3, run.ErrorLines.Length);
        Assert.All(run.ErrorLines, line => Assert.StartsWith("actors: ", line, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Help_without_a_verb_lists_the_verbs()
    {
        ProgramRun run = await ProgramRun.Of("--help");
        Assert.Equal((0, ""), (run.Code, run.Error));
        Assert.All(["train", "synth", "inspect", "--version", "Example:", "Exit codes:"], word => Assert.Contains(word, run.Out, StringComparison.Ordinal));
        Assert.Matches(@"\n  synth <DIR> +Writes moving objects as labelled \.mp4 files: class folders, trainlist\.txt and testlist\.txt\.\n", run.Out);
        Assert.Matches(@"\n  top <RUN\|HOST:PORT> +Watches a run that goes on: blocks, edges, the nodes of its cluster, the last events\.\n", run.Out);
    }

    [Theory]
    [InlineData("synth", "--clips|--size|--frames|--classes|--seed|--decoder|[default: 128]")]
    [InlineData("inspect", "--json|--decoder|[default: auto]")]
    public async Task Help_of_a_verb_lists_its_options_and_an_example(string verb, string words)
    {
        ProgramRun run = await ProgramRun.Of(verb, "--help");
        Assert.Equal((0, ""), (run.Code, run.Error));
        Assert.All([.. words.Split('|'), $"Example:\n  actors {verb} "], word => Assert.Contains(word, run.Out, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Version_is_that_of_the_program()
    {
        ProgramRun run = await ProgramRun.Of("--version");
        Assert.Equal(0, run.Code);
        Assert.StartsWith("actors 0.", run.Out, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(ExitCode.Done)]
    [InlineData(ExitCode.Diverged)]
    [InlineData(ExitCode.Data)]
    public async Task The_outcome_s_code_is_the_process_s(ExitCode code)
    {
        ProgramRun run = await ProgramRun.Of(["--steps", "3"], (_, _, _) => Task.FromResult(new RunOutcome(code, "what happened", "runs/x", null)));
        Assert.Equal((int)code, run.Code);
        Assert.EndsWith(": what happened", run.ErrorLines[^1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_known_failure_is_one_line_and_its_code()
    {
        ProgramRun run = await ProgramRun.Of(["--steps", "3"], (_, _, _) => throw new RunException(ExitCode.Device, "cuda:0: there is no such device"));
        Assert.Equal(7, run.Code);
        Assert.Equal("actors: cuda:0: there is no such device", run.ErrorLines[^1]);
        Assert.Equal(2, run.ErrorLines.Length);
    }

    [Fact]
    public async Task An_unexpected_failure_is_one_line_then_its_stack_trace_and_code_1()
    {
        ProgramRun run = await ProgramRun.Of(["--steps", "3"], (_, _, _) => throw new ArithmeticException("two lines\nof it"));
        Assert.Equal(1, run.Code);
        Assert.Equal("actors: unexpected ArithmeticException: two lines of it", run.ErrorLines[1]);
        Assert.Contains(run.ErrorLines, line => line.Contains("at Actors.CommandLine.TrainVerb", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(ExitCode.Interrupted, 130)]
    [InlineData(ExitCode.Terminated, 143)]
    public async Task The_first_signal_asks_the_run_to_stop_and_decides_the_exit_code(ExitCode signal, int code)
    {
        using var signals = new StopSignals(_ => Assert.Fail("one signal must not end the process at once"));
        ProgramRun run = await ProgramRun.Of(
            ["--steps", "3"],
            async (_, _, stop) =>
            {
                var stopped = new TaskCompletionSource();
                await using CancellationTokenRegistration registration = stop.Register(stopped.SetResult);
                signals.Receive(signal);
                await stopped.Task;
                return new RunOutcome(ExitCode.Interrupted, "", "runs/x", null);
            },
            signals);
        Assert.Equal(code, run.Code);
        Assert.Contains(run.ErrorLines, line => line.Contains("a second signal ends the process at once", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_run_that_was_done_before_the_signal_reached_it_is_done()
    {
        using var signals = new StopSignals(_ => { });
        ProgramRun run = await ProgramRun.Of(
            ["--steps", "3"],
            (_, _, _) =>
            {
                signals.Receive(ExitCode.Interrupted);
                return Task.FromResult(ProgramRun.Done);
            },
            signals);
        Assert.Equal(0, run.Code);
    }

    [Fact]
    public async Task A_process_that_is_terminated_while_it_trains_closes_cleanly_with_143()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "there is no SIGTERM on Windows");
        using var folder = new Configuration.ScratchFolder();
        string[] args = ["--steps", "1000000", "--batch", "1", "--set", "data.clips=2", "--metrics-port", "0", "--run", folder["run"]];
        var start = new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, "actors"), args)
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        };
        using Process process = Process.Start(start)!;
        string? first = await process.StandardError.ReadLineAsync();
        using (Process kill = Process.Start("kill", ["-TERM", $"{process.Id}"]))
        {
            await kill.WaitForExitAsync();
        }

        string rest = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.Equal("actors: train nano, async, 4 blocks, 1000000 steps of 1 from motion-files", first);
        Assert.Equal((143, true), (process.ExitCode, rest.Contains("terminated", StringComparison.Ordinal)));
    }

    [Fact]
    public void The_second_signal_ends_the_process_at_once()
    {
        var ended = new List<ExitCode>();
        using var signals = new StopSignals(ended.Add);
        signals.Receive(ExitCode.Interrupted);
        Assert.Empty(ended);
        Assert.True(signals.Token.IsCancellationRequested);
        signals.Receive(ExitCode.Terminated);
        Assert.Equal([ExitCode.Terminated], ended);
        Assert.Equal(ExitCode.Interrupted, signals.Code);
    }
}
