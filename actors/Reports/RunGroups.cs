using Actors.Configuration;

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
        "actors.record-batches", "actors.cluster.port", "actors.cluster.edge-port", "actors.dashboard.port",
    ];

    static readonly Dictionary<string, string> Defaults =
        ConfigurationKeys.Values(new RunOptions()).ToDictionary(pair => pair.Key, pair => ValueText.ToHocon(pair.Value), StringComparer.Ordinal);

    static readonly string[] Regimes = ["e2e", "simultaneous", "sequential", "async"];

    /// <summary>The groups: by regime, then by what else differs, then by partition; runs by seed.</summary>
    public static IReadOnlyList<RunGroup> Of(IReadOnlyList<ReportedRun> runs)
    {
        ReportedRun[][] groups = [.. runs.GroupBy(Key, StringComparer.Ordinal).Select(group => group.OrderBy(run => run.Seed).ToArray())];
        string[] told = [.. Differing(groups).Where(key => key is not (Regime or Partition))];

        // Two groups that would be called the same are told apart by whole lists.
        bool whole = groups.GroupBy(group => (Variant(group[0], told, whole: false), Value(group[0], Partition))).Any(same => same.Count() > 1);
        return
        [
            .. groups
                .Select(group => (Variant: Variant(group[0], told, whole), Runs: group))
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

    // Values that are the defaults go without saying; of a list, only the values that are not: where they stand is in the table of differences.
    static string Variant(ReportedRun run, IReadOnlyList<string> told, bool whole)
    {
        IEnumerable<string> rest = told.Select(key => (Key: key, Value: Words(Value(run, key), Defaults[key], whole))).Where(pair => pair.Value.Length > 0)
            .Select(pair => $"{pair.Key[(pair.Key.LastIndexOf('.') + 1)..]} {pair.Value}");
        return string.Join(", ", rest.Prepend(run.Regime));
    }

    static string Words(string value, string standard, bool whole)
    {
        string[] items = Items(value);
        string[] usual = Items(standard);
        return items.SequenceEqual(usual) ? "" : string.Join(whole ? "," : "+", whole ? items : items.Except(usual).Distinct().DefaultIfEmpty(items[0]));
    }

    static string[] Items(string value) => [.. value.Trim('[', ']').Split(',', StringSplitOptions.TrimEntries).Select(item => item.Trim('"'))];
}
