namespace Actors.Reports;

/// <summary>Sorts runs into groups that differ in more than the seed.</summary>
internal static class RunGroups
{
    const string Regime = "actors.training.regime";
    const string Partition = "actors.training.partition";
    const string Root = "actors.";

    // What a run is called, where it is served and what it writes besides say nothing about what it learns or how fast.
    static readonly string[] Beside =
    [
        "actors.run", "actors.resume", "actors.training.seed", "actors.training.blocks", "actors.metrics.port", "actors.metrics.host",
        "actors.record-batches",
    ];

    static readonly string[] Regimes = ["e2e", "simultaneous", "sequential", "async"];

    /// <summary>The groups: by regime, then by what else differs, then by partition; runs by seed.</summary>
    public static IReadOnlyList<RunGroup> Of(IReadOnlyList<ReportedRun> runs)
    {
        ReportedRun[][] groups = [.. runs.GroupBy(Key, StringComparer.Ordinal).Select(group => group.OrderBy(run => run.Seed).ToArray())];
        string[] told = [.. Differing(groups).Where(key => key is not (Regime or Partition))];
        return
        [
            .. groups
                .Select(group => (Variant: Variant(group[0], told), Runs: group))
                .OrderBy(group => Array.IndexOf(Regimes, group.Runs[0].Regime))
                .ThenBy(group => group.Variant.Length)
                .ThenBy(group => group.Variant, StringComparer.Ordinal)
                .ThenBy(group => group.Runs[0].Partition.Blocks)
                .ThenBy(group => string.Join('+', group.Runs[0].Partition.Layers), StringComparer.Ordinal)
                .Select((group, number) => new RunGroup(number, group.Variant, group.Runs)),
        ];
    }

    /// <summary>The keys whose values differ between groups, each with its value in every group.</summary>
    public static IReadOnlyList<(string Key, IReadOnlyList<string> Values)> Differences(IReadOnlyList<RunGroup> groups) =>
    [
        .. Differing([.. groups.Select(group => group.Runs.ToArray())])
            .Select(key => (key[Root.Length..], (IReadOnlyList<string>)[.. groups.Select(group => Value(group.Runs[0], key))])),
    ];

    static string[] Differing(ReportedRun[][] groups) =>
        [.. groups[0][0].Settings.Keys.Where(key => !Beside.Contains(key) && groups.Select(group => Value(group[0], key)).Distinct().Count() > 1)];

    static string Key(ReportedRun run) =>
        string.Join('\n', run.Settings.Keys.Where(key => !Beside.Contains(key)).Order(StringComparer.Ordinal).Select(key => $"{key} = {Value(run, key)}"));

    // A number of blocks and the partition it leads to are the same thing.
    static string Value(ReportedRun run, string key) =>
        key == Partition ? $"[{string.Join(", ", run.Partition.Layers)}]" : run.Settings.GetValueOrDefault(key, "");

    static string Variant(ReportedRun run, IReadOnlyList<string> told)
    {
        IEnumerable<string> rest = told.Select(key => $"{key[(key.LastIndexOf('.') + 1)..]}={Value(run, key).Trim('[', ']').Replace(" ", "", StringComparison.Ordinal)}");
        return string.Join(", ", rest.Prepend(run.Regime));
    }
}
