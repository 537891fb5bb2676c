using Actors.Blocks;
using Actors.Runs;
using Actors.Terminal;
using CsCheck;
using Spectre.Console;
using Xunit;

namespace Actors.Tests.Terminal;

/// <summary>What a person sees while a run goes on.</summary>
public sealed class ProgressPictureTests
{
    [Fact]
    public void At_80_columns_everything_is_shown()
    {
        Assert.Equal(
            """
            step 120/300 (40 %)  41.2 clips/s  0:23 elapsed  0:35 left  2 skipped
            block updates             loss state     starved computing blocked  edge  age
            0         123  1.229 -> 0.6512 computing     9 %      87 %     4 %   2/2  0.0
            1         122 1.189 -> 0.01230 starved      25 %      75 %     0 %   1/2 1.25
            2           0                - blocked         -         -       - 16/16    -
            """,
            Draw(Samples.Progress, 80));
    }

    [Fact]
    public void At_60_columns_the_shares_of_time_are_left_out()
    {
        Assert.Equal(
            """
            step 120/300 (40 %)  41.2 clips/s  0:23 elapsed  0:35 left
            2 skipped
            block updates             loss state      edge  age
            0         123  1.229 -> 0.6512 computing   2/2  0.0
            1         122 1.189 -> 0.01230 starved     1/2 1.25
            2           0                - blocked   16/16    -
            """,
            Draw(Samples.Progress, 60));
    }

    [Fact]
    public void At_40_columns_the_loss_of_now_the_state_and_the_edge_remain()
    {
        Assert.Equal(
            """
            step 120/300 (40 %)  41.2 clips/s
            0:23 elapsed  0:35 left  2 skipped
            block updates    loss state      edge
            0         123  0.6512 computing   2/2
            1         122 0.01230 starved     1/2
            2           0       - blocked   16/16
            """,
            Draw(Samples.Progress, 40));
    }

    [Fact]
    public void Before_there_are_blocks_the_header_stands_alone()
    {
        string drawn = Draw(new RunProgress(0, 300, 0, double.NaN, double.NaN, 0, [], []), 80);
        Assert.Equal(
            """
            step 0/300 (0 %)  - clips/s  0:00 elapsed  - left  0 skipped
            block updates loss state starved computing blocked edge age
            """,
            drawn);
    }

    [Fact]
    public void No_line_is_wider_than_the_terminal()
    {
        Gen<BlockProgress> block = Gen.Select(
            Gen.Int[0, 256], Gen.Long[0, 9_999_999], Gen.Double[0, 9999], Gen.Double[0, 9999], Gen.Enum<BlockState>(), Gen.Double[0, 1e7],
            (number, updates, first, last, state, seconds) => new BlockProgress(number, updates, first, last, state, seconds, seconds, seconds));
        Gen.Select(Gen.Int[40, 160], block.List[1, 8], Gen.Long[0, 1_000_000], Gen.Int[0, 99]).Sample((width, blocks, step, depth) =>
        {
            List<EdgeProgress> edges = [.. blocks.Select((_, i) => new EdgeProgress($"edge-{i}", depth, 99, 1, 1, 0, depth))];
            var progress = new RunProgress(step, 1_000_000, 12345.6, 123.4, 99999, 17, [.. blocks.Select((b, i) => b with { Block = i })], edges);
            string[] lines = Draw(progress, width).Split('\n');
            Assert.All(lines, line => Assert.True(line.Length <= width, $"{line.Length} > {width}: {line}"));
            Assert.Equal(blocks.Count + 1 + ProgressPicture.Header(progress, width).Count, lines.Length);
        }, iter: 200);
    }

    [Theory]
    [InlineData(0, "0:00")]
    [InlineData(59.6, "1:00")]
    [InlineData(725, "12:05")]
    [InlineData(3723, "1:02:03")]
    [InlineData(360000, "100:00:00")]
    [InlineData(double.NaN, "-")]
    [InlineData(double.PositiveInfinity, "-")]
    public void Durations_are_written_as_clocks_do(double seconds, string text) => Assert.Equal(text, Phrases.Duration(seconds));

    [Theory]
    [InlineData(1.2, "1.200")]
    [InlineData(0.98765, "0.9877")]
    [InlineData(123.456, "123.5")]
    [InlineData(0, "0")]
    [InlineData(1e-7, "1E-07")]
    [InlineData(double.NaN, "-")]
    [InlineData(double.PositiveInfinity, "Infinity")]
    public void Losses_have_four_digits(double loss, string text) => Assert.Equal(text, Phrases.Loss(loss));

    static string Draw(RunProgress progress, int width)
    {
        using var writer = new StringWriter();
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = AnsiSupport.No,
            ColorSystem = ColorSystemSupport.NoColors,
            Out = new AnsiConsoleOutput(writer),
        });
        console.Profile.Width = width;
        console.Write(ProgressPicture.Of(progress, width));
        return string.Join('\n', writer.ToString().TrimEnd().Split('\n').Select(line => line.TrimEnd()));
    }
}
