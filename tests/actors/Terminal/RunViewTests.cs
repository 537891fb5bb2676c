using System.Text.Json;
using Actors.CommandLine;
using Actors.Configuration;
using Actors.Logging;
using Actors.Runs;
using Actors.Terminal;
using Xunit;

namespace Actors.Tests.Terminal;

/// <summary>Data to standard output, the rest to standard error.</summary>
public sealed class RunViewTests : IDisposable
{
    readonly StringWriter output = new();
    readonly StringWriter error = new();

    [Fact]
    public void In_a_pipe_only_a_start_warnings_errors_and_an_end_are_written()
    {
        using (var view = new PlainView(Shell()))
        {
            Run(view);
        }

        Assert.Equal(
            """
            actors: train nano, async, 4 blocks, 300 steps of 8 from motion-files
            actors: warning: clip a.mp4 skipped
            actors: error: loss is not finite
            actors: failed after 20 steps in 0:04, 41.2 clips/s: diverged

            """,
            error.ToString());
        Assert.Equal(Result, output.ToString());
    }

    [Fact]
    public void As_JSON_a_pipe_gets_every_event_and_standard_output_still_the_result_alone()
    {
        using (var view = new PlainView(Shell()))
        {
            Run(view, new RunOptions { Log = new LogOptions { Format = LogFormat.Json } });
        }

        Assert.Equal(
            [("info", "began"), ("info", "note"), ("warning", "note"), ("error", "note"), ("error", "ended")],
            error.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement)
                .Select(line => (line.GetProperty("level").GetString()!, line.GetProperty("event").GetString()!)));
        Assert.Equal(Result, output.ToString());
    }

    [Fact]
    public void A_terminal_gets_the_table_and_the_events_and_standard_output_the_result_alone()
    {
        using (var view = new LiveView(Shell(), () => 80))
        {
            Run(view);
        }

        string drawn = error.ToString();
        Assert.All(
            ["train nano, async", "port busy", "warning: clip a.mp4 skipped", "error: loss is not finite", "step 120/300 (40 %)", "failed after 20 steps"],
            text => Assert.Contains(text, drawn, StringComparison.Ordinal));
        Assert.EndsWith("\u001b[?25h", drawn[..drawn.IndexOf("failed after", StringComparison.Ordinal)], StringComparison.Ordinal);
        Assert.Equal(Result, output.ToString());
    }

    [Theory]
    [InlineData("", true)]
    [InlineData("1", false)]
    public void Colours_are_left_out_when_NO_COLOR_is_set(string value, bool colours)
    {
        using (var view = new LiveView(Shell() with { Environment = new Dictionary<string, string> { ["NO_COLOR"] = value } }, () => 80))
        {
            Run(view);
        }

        Assert.Equal(colours, System.Text.RegularExpressions.Regex.IsMatch(error.ToString(), "\u001b\\[[0-9;]*3[0-9]m"));
    }

    [Fact]
    public void A_run_that_came_to_nothing_still_names_its_directory()
    {
        Assert.Equal(["run      runs/x"], ResultTable.Lines(new RunOutcome(ExitCode.Data, "no clips", "runs/x", null)));
        Assert.Empty(ResultTable.Lines(new RunOutcome(ExitCode.Device, "no cuda", "", null)));
    }

    public void Dispose()
    {
        output.Dispose();
        error.Dispose();
    }

    const string Result =
        """
        run      runs/x
        clips/s  41.2
        block    first    final  ratio   sha256
        0        1.200   0.6000  0.500 01234567
        1        1.250        -      - fedcba98

        """;

    Shell Shell() => new() { Out = output, Error = error };

    static void Run(IRunView view) => Run(view, new RunOptions());

    static void Run(IRunView view, RunOptions options)
    {
        view.Begin(options);
        view.Event(new RunEvent(RunSeverity.Info, "port busy"));
        view.Progress(Samples.Progress);
        view.Event(new RunEvent(RunSeverity.Warning, "clip a.mp4 skipped"));
        view.Event(new RunEvent(RunSeverity.Error, "loss is not\nfinite"));
        view.Progress(Samples.Progress);
        view.End(new RunOutcome(ExitCode.Diverged, "diverged", "runs/x", Samples.Summary));
    }
}
