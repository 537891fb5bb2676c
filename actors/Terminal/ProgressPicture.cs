using System.Globalization;
using Actors.Blocks;
using Actors.Runs;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Actors.Terminal;

/// <summary>The run at a moment, as it is drawn. A function of the progress and the width alone.</summary>
internal static class ProgressPicture
{
    const int Wide = 78;
    const int Medium = 56;

    /// <summary>One line about the run and one for each block; columns are left out where they do not fit, from 40 columns up.</summary>
    public static IRenderable Of(RunProgress progress, int width)
    {
        List<Column> columns = [new("block", b => b.Block.ToString(CultureInfo.InvariantCulture)), new("updates", b => b.Updates.ToString(CultureInfo.InvariantCulture))];
        columns.Add(width >= Medium
            ? new("loss", b => b.Updates == 0 ? "-" : $"{Phrases.Loss(b.FirstLoss)} -> {Phrases.Loss(b.Loss)}")
            : new("loss", b => Phrases.Loss(b.Loss)));
        columns.Add(new("state", b => b.State.ToString().ToLowerInvariant(), StateStyle));
        if (width >= Wide)
        {
            columns.Add(new("starved", b => Share(b, b.StarvedSeconds)));
            columns.Add(new("computing", b => Share(b, b.ComputeSeconds)));
            columns.Add(new("blocked", b => Share(b, b.BlockedSeconds)));
        }

        columns.Add(new("edge", b => EdgeBefore(progress, b) is { } edge ? $"{edge.Depth}/{edge.Capacity}" : "-"));
        if (width >= Medium)
        {
            columns.Add(new("age", b => EdgeBefore(progress, b) is { } edge ? Phrases.Rate(edge.MeanAge) : "-"));
        }

        Table table = new Table().NoBorder();
        foreach (Column column in columns)
        {
            table.AddColumn(new TableColumn(new Text(column.Title, new Style(decoration: Decoration.Dim)))
            {
                Alignment = column.Title is "block" or "state" ? Justify.Left : Justify.Right,
                Padding = new Padding(0, 0, column == columns[^1] ? 0 : 1, 0),
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
        _ => Color.Default,
    });

    sealed record Column(string Title, Func<BlockProgress, string> Cell, Func<BlockProgress, Style>? Style = null);
}
