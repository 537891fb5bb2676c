using System.Text.Json;
using Actors.Runs;

namespace Actors.Sweeps;

/// <summary>The content of <c>sweep.json</c>: how far a sweep has come.</summary>
/// <param name="Format">Version of this layout.</param>
/// <param name="File">The sweep's file.</param>
/// <param name="Cells">Its runs.</param>
internal sealed record SweepRecord(int Format, string File, IReadOnlyList<SweepRecord.Cell> Cells)
{
    /// <summary>File name.</summary>
    public const string FileName = "sweep.json";

    /// <summary>A run of the sweep.</summary>
    /// <param name="Name">Its directory.</param>
    /// <param name="Settings">What the sweep sets for it.</param>
    /// <param name="State"><c>waiting</c>, <c>trained</c>, <c>evaluated</c> or <c>failed</c>.</param>
    /// <param name="Message">Why it failed; empty otherwise.</param>
    /// <param name="Evaluation">What was evaluated and how, so that it is not done again; empty when it was not.</param>
    internal sealed record Cell(string Name, IReadOnlyDictionary<string, string> Settings, string State, string Message, string Evaluation);

    /// <summary>The record in a folder, or a new one of the plan's runs.</summary>
    public static SweepRecord Open(string folder, SweepPlan plan)
    {
        Dictionary<string, Cell> known = Known(Path.Combine(folder, FileName));
        return new SweepRecord(1, plan.Path,
        [
            .. plan.Cells.Select(cell => new Cell(
                cell.Name, cell.Settings.ToDictionary(setting => setting.Key, setting => setting.Text, StringComparer.Ordinal), "waiting", "",
                known.GetValueOrDefault(cell.Name)?.Evaluation ?? "")),
        ]);
    }

    /// <summary>The record with another state of a run, written.</summary>
    public SweepRecord With(string folder, Cell cell)
    {
        SweepRecord next = this with { Cells = [.. Cells.Select(each => each.Name == cell.Name ? cell : each)] };
        RunJson.Write(Path.Combine(folder, FileName), next);
        return next;
    }

    // Without it, or with a damaged one, evaluations are done again from the embeddings that were kept; nothing else is lost.
    static Dictionary<string, Cell> Known(string path)
    {
        try
        {
            SweepRecord? record = System.IO.File.Exists(path) ? JsonSerializer.Deserialize<SweepRecord>(System.IO.File.ReadAllText(path), RunJson.Line) : null;
            return record?.Cells.ToDictionary(cell => cell.Name, StringComparer.Ordinal) ?? [];
        }
        catch (JsonException)
        {
            return [];
        }
    }
}
