using System.Globalization;
using System.Text.Json;
using Actors.Runs;
using Actors.Terminal;

namespace Actors.CommandLine;

/// <summary>A run directory.</summary>
internal static class RunInspection
{
    /// <summary>Reads its manifest and summary, and checks its snapshots.</summary>
    /// <exception cref="RunException">One of the files is damaged.</exception>
    public static Inspection Of(string path)
    {
        RunManifest? manifest = Read<RunManifest>(Path.Combine(path, "manifest.json"), "manifest");
        RunSummary? summary = Read<RunSummary>(Path.Combine(path, "summary.json"), "summary");
        SnapshotFound[] snapshots = Snapshots(Path.Combine(path, "snapshots"));

        List<string> lines = [.. ResultTable.Lines(new RunOutcome(ExitCode.Done, "", path, summary))];
        if (manifest is not null)
        {
            lines.Add($"command  {manifest.Command}");
            string begun = manifest.Started.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture);
            lines.Add($"begun    {begun}, version {manifest.Version}, seed {manifest.Seed}");
            lines.Add($"machine  {manifest.Machine.Host}: {manifest.Machine.Processor}, {manifest.Machine.Cores} cores, {manifest.Machine.System}");
            lines.Add($"data     {manifest.Data.Source}: {manifest.Data.Clips} clips, {manifest.Data.Classes.Count} classes");
        }

        if (summary is null)
        {
            lines.Add("summary  none: the run has not ended, or was killed");
        }
        else
        {
            lines.Insert(1, $"regime   {summary.Regime}, {summary.Model}, {string.Join('+', summary.Partition)}");
            lines.Insert(2, $"steps    {summary.Steps} ({summary.Clips} clips) in {Phrases.Duration(summary.Seconds)}");
            lines.AddRange(Of(summary));
        }

        RunDirectory directory = RunDirectory.Open(path);
        int shares = File.Exists(directory.Trace) ? 0 : directory.TraceShares().Count + directory.NodeTraces().Count;
        if (shares > 0)
        {
            lines.Add($"trace    in {shares} shares: the run's end joins them or, if it was killed, actors trace {path}");
        }

        lines.Add($"saved    {(snapshots.Length == 0 ? "none" : $"snapshots after {string.Join(", ", snapshots.Select(found => found.Batch))} batches")}");
        lines.AddRange(snapshots.Where(found => found.Problem is not null).Select(found => $"damaged  snapshot {found.Batch}: {found.Problem}"));
        return new Inspection(lines, new
        {
            Kind = "run",
            Path = path,
            Manifest = manifest,
            Summary = summary,
            TraceShares = shares,
            Snapshots = snapshots.Select(found => found.Batch),
            DamagedSnapshots = snapshots.Where(found => found.Problem is not null),
        });
    }

    static IEnumerable<string> Of(RunSummary summary) =>
    [
        "seconds  computing  starved  blocked  forward  decoder backward optimizer snapshot",
        .. summary.Blocks.Select(block => string.Create(
            CultureInfo.InvariantCulture,
            $"block {block.Block,-2} {block.ComputeSeconds,10:0.00} {block.StarvedSeconds,8:0.00} {block.BlockedSeconds,8:0.00} {block.ForwardSeconds,8:0.00} "
            + $"{block.DecoderSeconds,8:0.00} {block.BackwardSeconds,8:0.00} {block.OptimizerSeconds,9:0.00} {block.SnapshotSeconds,8:0.00}")),
        .. summary.Edges.Select(edge => string.Create(
            CultureInfo.InvariantCulture,
            $"edge     {edge.Edge}: {edge.Produced} produced, {edge.Consumed} consumed, {edge.Dropped} dropped, "
            + $"{edge.InFlight} in flight, depth {edge.MaxDepth} of {edge.Capacity}, age {edge.MeanAge:0.0} (most {edge.MaxAge})")),
        .. Of(summary.Data),
        .. summary.Restarts.Select(restart => $"crash    {restart.Block} at batch {restart.Batch}: {restart.Cause}; {restart.Mode}, back to snapshot {restart.From}"),
        .. summary.Skipped.Select(clip => $"skipped  {clip.Clip}: {clip.Reason}: {clip.Detail} ({clip.Times} times)"),
    ];

    static IEnumerable<string> Of(DataSummary? data)
    {
        if (data is not null)
        {
            yield return string.Create(
                CultureInfo.InvariantCulture,
                $"data     waited {data.WaitSeconds:0.00} s for data ({100 * data.WaitShare:0.0} %), and {data.FirstBatchSeconds:0.00} s for the first batch");
        }

        if (data?.Cache is { } cache)
        {
            yield return string.Create(
                CultureInfo.InvariantCulture,
                $"cache    {cache.Hits} hits, {cache.Misses} misses, {cache.Evictions} evictions, {cache.Damaged} damaged, {cache.Bytes >> 20} of {cache.Capacity >> 20} MiB");
        }
    }

    static SnapshotFound[] Snapshots(string folder)
    {
        IEnumerable<string> folders = Directory.Exists(folder) ? Directory.EnumerateDirectories(folder) : [];
        return
        [
            .. folders
                .Select(path => (Path: path, IsOne: long.TryParse(Path.GetFileName(path), NumberStyles.None, CultureInfo.InvariantCulture, out long batch), Batch: batch))
                .Where(found => found.IsOne)
                .OrderBy(found => found.Batch)
                .Select(found => new SnapshotFound(found.Batch, SnapshotInspection.ProblemOf(found.Path))),
        ];
    }

    static T? Read<T>(string path, string what) where T : class
    {
        if (!File.Exists(path))
        {
            return null;
        }

        try
        {
            return JsonSerializer.Deserialize<T>(File.ReadAllText(path), RunJson.Line) ?? throw new JsonException("it is null");
        }
        catch (JsonException e)
        {
            throw new RunException(ExitCode.Data, $"{path}: not a run's {what}: {e.Message.ReplaceLineEndings(" ")}", e);
        }
    }

    sealed record SnapshotFound(long Batch, string? Problem);
}
