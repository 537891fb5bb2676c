using System.Text.RegularExpressions;
using Actors.CommandLine;
using Actors.Dashboard;
using Actors.Runs;
using Actors.Terminal;
using Spectre.Console;
using Xunit;

namespace Actors.Tests.Terminal;

/// <summary>A run of another process, as <c>actors top</c> draws it.</summary>
public sealed partial class TopPictureTests
{
    static readonly RunMoment moment = new(
        new RunIdentity(Guid.Empty, "/runs/tiny", "async", "nano"),
        [
            new ShownEvent(0, DateTimeOffset.UnixEpoch, RunSeverity.Info, "too long ago to be shown"),
            .. Enumerable.Range(1, 4).Select(k => new ShownEvent(k, DateTimeOffset.UnixEpoch, RunSeverity.Info, $"snapshot {k} written")),
            new ShownEvent(5, DateTimeOffset.UnixEpoch, RunSeverity.Warning, "node worker-b has left; 1 are here, and this line goes on for longer than any terminal is wide, so that it has to be cut somewhere before its end"),
        ],
        [],
        Samples.Progress with
        {
            Paused = true,
            Incarnation = 2,
            Blocks = [.. Samples.Progress.Blocks.Select(block => block with { Node = "worker-a" })],
            Members = [new MemberProgress("worker-a", "127.0.0.1:4060", MemberState.Up, 2), new MemberProgress("worker-b", "127.0.0.1:4061", MemberState.Lost, 2)],
        });

    [Theory]
    [InlineData(40)]
    [InlineData(80)]
    [InlineData(160)]
    public void No_line_is_wider_than_the_terminal_and_each_block_and_node_has_one(int width)
    {
        using var text = new StringWriter();
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings { Ansi = AnsiSupport.No, ColorSystem = ColorSystemSupport.NoColors, Out = new AnsiConsoleOutput(text) });
        console.Profile.Width = width;
        console.Write(TopPicture.Of(moment, width));
        string[] lines = [.. text.ToString().TrimEnd().Split('\n').Select(line => line.TrimEnd())];
        Assert.All(lines, line => Assert.True(line.Length <= width, $"{line.Length} > {width}: {line}"));
        Assert.Equal("tiny: nano, async, paused, incarnation 2", lines[0]);
        Assert.Equal(3, lines.Count(line => BlockLine().IsMatch(line)));
        Assert.Contains("node worker-b (127.0.0.1:4061) is lost", lines);
        Assert.Equal(width >= 80, lines.Any(line => line.EndsWith(" worker-a", StringComparison.Ordinal)));
        Assert.DoesNotContain(lines, line => line.Contains("too long ago", StringComparison.Ordinal));
    }

    [Fact]
    public void In_a_pipe_it_is_plain_text()
    {
        IReadOnlyList<string> lines = TopPicture.Lines(moment);
        Assert.All(lines, line => Assert.DoesNotContain('\u001b', line));
        Assert.Contains("step 120/300 (40 %)  41.2 clips/s  0:23 elapsed  0:35 left  2 skipped", lines);
        Assert.Equal(["tiny: nano, async", "training has not begun"], TopPicture.Lines(moment with { Progress = null, Events = [] }));
    }

    [Theory]
    [InlineData('q', false)]
    [InlineData(null, true)]
    public async Task The_view_ends_with_the_run_or_at_q(char? key, bool ended)
    {
        using var output = new StringWriter();
        var shell = new Shell { Out = output, Error = TextWriter.Null, IsOutLive = true, Key = () => key };
        Queue<RunMoment?> moments = new([moment with { Progress = moment.Progress! with { Step = 299 } }, null]);
        Assert.Equal(ended, await new TopView(shell, () => 80).Watch(moment, _ => Task.FromResult(moments.Dequeue()), TestContext.Current.CancellationToken));
        Assert.Contains("step 120/300", output.ToString(), StringComparison.Ordinal);
        Assert.Equal(ended, output.ToString().Contains("step 299/300", StringComparison.Ordinal));
        Assert.EndsWith("\u001b[?25h", output.ToString(), StringComparison.Ordinal);
    }

    [GeneratedRegex("^[012] +[0-9]+ ")]
    private static partial Regex BlockLine();
}
