using System.Globalization;
using Actors.Blocks;
using Actors.Runs;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Actors.Terminal;

/// <summary>The run at a moment, as it is drawn. A function of the progress and the width alone.</summary>
internal static class ProgressPicture
{
    const int Gap = 1;

    /// <summary>A few words about the run, and a line for each block with as many columns as fit.</summary>
    public static IRenderable Of(RunProgress progress, int width)
    {
        IReadOnlyList<Column>[] choices = Choices(progress);
        IReadOnlyList<Column> columns = choices.FirstOrDefault(choice => WidthOf(choice, progress) <= width) ?? choices[^1];
        Table table = new Table().NoBorder();
        foreach (Column column in columns)
        {
            table.AddColumn(new TableColumn(new Text(column.Title, new Style(decoration: Decoration.Dim)))
            {
                Alignment = column.Title is "block" or "state" or "node" ? Justify.Left : Justify.Right,
                Padding = new Padding(0, 0, column == columns[^1] ? 0 : Gap, 0),
                NoWrap = true,
            });
        }

        foreach (BlockProgress block in progress.Blocks)
        {
            table.AddRow(columns.Select(column => new Text(column.Cell(block), column.Style?.Invoke(block))));
        }

        return new Rows([.. Header(progress, width).Select(line => new Text(line)), table]);
    }

    /// <summary>Step, rate, time and skipped clips, in as few lines as the width allows.</summary>
    public static IReadOnlyList<string> Header(RunProgress progress, int width)
    {
        double share = progress.Steps > 0 ? 100.0 * progress.Step / progress.Steps : 0;
        string[] parts =
        [
            string.Create(CultureInfo.InvariantCulture, $"step {progress.Step}/{progress.Steps} ({share:0} %)"),
            $"{Phrases.Rate(progress.ClipsPerSecond)} clips/s",
            $"{Phrases.Duration(progress.Seconds)} elapsed",
            $"{Phrases.Duration(progress.RemainingSeconds)} left",
            string.Create(CultureInfo.InvariantCulture, $"{progress.SkippedClips} skipped"),
        ];
        var lines = new List<string> { parts[0] };
        foreach (string part in parts[1..])
        {
            if (lines[^1].Length + 2 + part.Length <= width)
            {
                lines[^1] += "  " + part;
            }
            else
            {
                lines.Add(part);
            }
        }

        return lines;
    }

    // From everything down to what a terminal of 40 columns holds in the worst case.
    static IReadOnlyList<Column>[] Choices(RunProgress progress)
    {
        Column block = new("block", b => b.Block.ToString(CultureInfo.InvariantCulture));
        Column updates = new("updates", b => b.Updates.ToString(CultureInfo.InvariantCulture));
        Column course = new("loss", b => b.Updates == 0 ? "-" : $"{Phrases.Loss(b.FirstLoss)} -> {Phrases.Loss(b.Loss)}");
        Column loss = new("loss", b => Phrases.Loss(b.Loss));
        Column state = new("state", b => b.State.ToString().ToLowerInvariant(), StateStyle);
        Column starved = new("starved", b => Share(b, b.StarvedSeconds));
        Column computing = new("computing", b => Share(b, b.ComputeSeconds));
        Column blocked = new("blocked", b => Share(b, b.BlockedSeconds));
        Column edge = new("edge", b => EdgeBefore(progress, b) is { } before ? $"{before.Depth}/{before.Capacity}" : "-");
        Column node = new("node", b => b.Node);
        Column age = new("age", b => EdgeBefore(progress, b) is { } before ? Phrases.Rate(before.MeanAge) : "-");
        bool placed = progress.Blocks.Any(b => b.Node.Length > 0);
        IReadOnlyList<Column>[] choices =
        [
            [block, updates, course, state, starved, computing, blocked, edge, age, node],
            [block, updates, loss, state, starved, computing, blocked, edge, age, node],
            [block, updates, course, state, starved, computing, blocked, edge, age],
            [block, updates, loss, state, starved, computing, blocked, edge, age],
            [block, updates, loss, state, edge, age, node],
            [block, updates, course, state, edge, age],
            [block, updates, loss, state, edge, age],
            [block, updates, loss, state, edge],
            [block, updates, loss, state],
        ];
        return [.. choices.Where(choice => placed || !choice.Contains(node))];
    }

    static int WidthOf(IReadOnlyList<Column> columns, RunProgress progress) =>
        columns.Sum(column => progress.Blocks.Aggregate(column.Title.Length, (most, block) => Math.Max(most, column.Cell(block).Length)))
        + (Gap * (columns.Count - 1));

    static EdgeProgress? EdgeBefore(RunProgress progress, BlockProgress block) =>
        block.Block < progress.Edges.Count ? progress.Edges[block.Block] : null;

    static string Share(BlockProgress block, double seconds)
    {
        double all = block.StarvedSeconds + block.ComputeSeconds + block.BlockedSeconds;
        return all > 0 ? string.Create(CultureInfo.InvariantCulture, $"{100 * seconds / all:0} %") : "-";
    }

    static Style StateStyle(BlockProgress block) => new(block.State switch
    {
        BlockState.Computing => Color.Green,
        BlockState.Starved => Color.Yellow,
        BlockState.Blocked => Color.Red,
        BlockState.Paused => Color.Blue,
        _ => Color.Default,
    });

    sealed record Column(string Title, Func<BlockProgress, string> Cell, Func<BlockProgress, Style>? Style = null);
}
