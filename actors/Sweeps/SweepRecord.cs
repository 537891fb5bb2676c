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

    /// <summary>The runs that have begun in a sweep's folder, in its order; null when the folder is none of a sweep.</summary>
    /// <exception cref="RunException">The record is damaged (3), or no run has begun (2).</exception>
    public static IReadOnlyList<string>? RunsIn(string folder)
    {
        string path = Path.Combine(folder, FileName);
        if (!System.IO.File.Exists(path))
        {
            return null;
        }

        Dictionary<string, Cell> known = Known(path);
        string[] begun = [.. known.Keys.Select(name => Path.Combine(folder, name)).Where(run => System.IO.File.Exists(RunDirectory.Open(run).Manifest))];
        return known.Count == 0 ? throw new RunException(ExitCode.Data, $"{path} is damaged: name the sweep's run directories, or let actors sweep go on, which writes it anew")
            : begun.Length == 0 ? throw new RunException(ExitCode.Usage, $"no run of the sweep in {folder} has begun: there is nothing to report")
            : begun;
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
