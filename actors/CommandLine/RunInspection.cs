using System.Globalization;
using System.Text.Json;
using Actors.Runs;
using Actors.Terminal;

namespace Actors.CommandLine;

/// <summary>A run directory.</summary>
internal static class RunInspection
{
    /// <summary>Reads its summary and lists its snapshots.</summary>
    /// <exception cref="RunException">The summary is damaged.</exception>
    public static Inspection Of(string path)
    {
        string summaryPath = Path.Combine(path, "summary.json");
        RunSummary? summary = File.Exists(summaryPath) ? Read(summaryPath) : null;
        long[] batches = Snapshots(Path.Combine(path, "snapshots"));

        List<string> lines = [.. ResultTable.Lines(new RunOutcome(ExitCode.Done, "", path, summary))];
        if (summary is null)
        {
            lines.Add("summary  none: the run has not ended, or was killed");
        }
        else
        {
            lines.Insert(1, $"regime   {summary.Regime}, {summary.Model}, {string.Join('+', summary.Partition)}");
            lines.Insert(2, $"steps    {summary.Steps} ({summary.Clips} clips) in {Phrases.Duration(summary.Seconds)}");
            lines.AddRange(summary.Edges.Select(edge => string.Create(
                CultureInfo.InvariantCulture,
                $"edge     {edge.Edge}: {edge.Produced} produced, {edge.Consumed} consumed, {edge.Dropped} dropped, " +
                $"{edge.InFlight} in flight, depth {edge.MaxDepth} of {edge.Capacity}, age {edge.MeanAge:0.0} (most {edge.MaxAge})")));
            lines.AddRange(summary.Skipped.Select(clip => $"skipped  {clip.Clip}: {clip.Reason}: {clip.Detail} ({clip.Times} times)"));
        }

        lines.Add($"saved    {(batches.Length == 0 ? "none" : $"snapshots after {string.Join(", ", batches)} batches")}");
        return new Inspection(lines, new { Kind = "run", Path = path, Summary = summary, Snapshots = batches });
    }

    static long[] Snapshots(string folder)
    {
        IEnumerable<string> folders = Directory.Exists(folder) ? Directory.EnumerateDirectories(folder) : [];
        return
        [
            .. folders
                .Select(name => long.TryParse(Path.GetFileName(name), NumberStyles.None, CultureInfo.InvariantCulture, out long batch) ? batch : -1)
                .Where(batch => batch >= 0)
                .Order(),
        ];
    }

    static RunSummary Read(string path)
    {
        try
        {
            return JsonSerializer.Deserialize<RunSummary>(File.ReadAllText(path), RunJson.Line) ?? throw new JsonException("it is null");
        }
        catch (JsonException e)
        {
            throw new RunException(ExitCode.Data, $"{path}: not a run's summary: {e.Message.ReplaceLineEndings(" ")}", e);
        }
    }
}
