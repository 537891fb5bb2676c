using System.Globalization;
using Actors.Configuration;
using Actors.Evaluation;

namespace Actors.Sweeps;

/// <summary>Reads the HOCON file of a sweep: section <c>actors</c> is every run's, section <c>sweep</c> says what is varied.</summary>
/// <remarks>
/// <c>sweep.grid.KEY</c> gives the values of a key, all combinations of which are run; <c>sweep.grids.NAME.KEY</c> does so for several grids,
/// whose runs are done one grid after the other. A list that is a single value is written as text: <c>"2,2,2,2"</c>.
/// </remarks>
internal static class SweepFile
{
    const string Section = "sweep.";
    const string Grid = "sweep.grid.";
    const string Grids = "sweep.grids.";
    const string Keys = ConfigurationKeys.Root + ".";
    const string Blocks = "actors.training.blocks";
    const string Partition = "actors.training.partition";

    static readonly string[] Names = ["preset", "model", "config", "evaluate.data", "evaluate.clips", "evaluate.gratings", "grid", "grids"];

    // The sweep names the runs and goes on with them.
    static readonly string[] Own = ["actors.run", "actors.resume"];

    /// <summary>Reads a sweep.</summary>
    /// <exception cref="ConfigurationException">It cannot be read, or something in it is wrong; a line for each.</exception>
    public static SweepPlan Read(string path)
    {
        IReadOnlyList<Setting> settings = HoconSource.Read(path, path);
        var errors = new List<string>();
        Setting[] sweep = [.. settings.Where(setting => setting.Key.StartsWith(Section, StringComparison.Ordinal))];
        Setting[] shared = [.. settings.Where(setting => setting.Key.StartsWith(Keys, StringComparison.Ordinal))];
        errors.AddRange(settings.Except(sweep).Except(shared).Select(setting =>
            $"{path}: unknown key {setting.Key}; {Nearest.Hint(setting.Key, ["actors", "sweep"])}"));
        errors.AddRange(sweep.Where(setting => !Known(setting.Key)).Select(setting =>
            $"{path}: unknown key {setting.Key}; {Hint(setting.Key[Section.Length..])}"));

        errors.AddRange(sweep.Where(setting => Names.Contains(setting.Key[Section.Length..]) && setting.Items.Count != 1).Select(setting =>
            $"{setting.Key} = {setting.Text} ({path}): must be a single value; what varies stands in sweep.grid"));

        (string Name, Setting[] Axes)[] grids =
        [
            .. Axes(sweep, Grid) is { Length: > 0 } plain ? [("", plain)] : (IEnumerable<(string, Setting[])>)[],
            .. sweep.Where(setting => setting.Key.StartsWith(Grids, StringComparison.Ordinal)).Select(setting => setting.Key.Split('.')[2]).Distinct()
                .Select(name => (name, Axes(sweep, $"{Grids}{name}."))),
        ];
        if (grids.Length == 0 && errors.Count == 0)
        {
            errors.Add($"{path}: nothing to sweep: give values, such as sweep.grid.training.regime = [async, e2e]");
        }

        SweepCell[] cells = [.. grids.SelectMany(grid => Cells(grid.Name, grid.Axes, shared, errors))];
        errors.AddRange(cells.GroupBy(cell => cell.Name).Where(same => same.Count() > 1).Select(same =>
            $"{path}: {same.Count()} runs would be called {same.Key}: give each value once, and a list that is one value as text, such as \"2,2\""));
        var evaluation = new EvaluationOptions
        {
            Run = "",
            Data = Text(sweep, "evaluate.data") ?? "",
            Clips = Number(sweep, "evaluate.clips", 1, errors),
            Gratings = Number(sweep, "evaluate.gratings", 0, errors) ?? EvaluationOptions.DefaultClips,
        };
        string? under = Text(sweep, "config");
        return errors.Count > 0 ? throw new ConfigurationException([.. errors.Distinct()]) : new SweepPlan(
            path, Text(sweep, "preset"), Text(sweep, "model"),
            under is null ? null : Path.Combine(Path.GetDirectoryName(Path.GetFullPath(path))!, under), evaluation, cells);
    }

    static string Hint(string name) => name.StartsWith("grid", StringComparison.Ordinal)
        ? "write sweep.grid.KEY = [values], or sweep.grids.NAME.KEY = [values]" : Nearest.Hint(name, Names);

    static bool Known(string key) => key.StartsWith(Grid, StringComparison.Ordinal)
        || (key.StartsWith(Grids, StringComparison.Ordinal) && key.Split('.').Length > 3)
        || (Names.Contains(key[Section.Length..]) && !key.EndsWith("grid", StringComparison.Ordinal) && !key.EndsWith("grids", StringComparison.Ordinal));

    static Setting[] Axes(Setting[] sweep, string prefix) =>
    [
        .. sweep.Where(setting => setting.Key.StartsWith(prefix, StringComparison.Ordinal)).Select(setting =>
        {
            string key = setting.Key[prefix.Length..];
            return setting with { Key = key.StartsWith(Keys, StringComparison.Ordinal) ? key : Keys + key };
        }),
    ];

    static IEnumerable<SweepCell> Cells(string grid, Setting[] axes, Setting[] shared, List<string> errors)
    {
        foreach (Setting axis in axes.Where(axis => axis.Items.Count == 0))
        {
            errors.Add($"{axis.Key} = {axis.Text} ({axis.Origin}): must be values of the key, such as [1, 2]");
        }

        string[] keys = [.. axes.Concat(shared).Select(setting => setting.Key)];
        errors.AddRange(axes.Concat(shared).Where(setting => Own.Contains(setting.Key))
            .Select(setting => $"{setting.Key} ({setting.Origin}): a sweep names its runs itself, see --out"));
        if (keys.Contains(Blocks) && keys.Contains(Partition))
        {
            errors.Add($"{Blocks} and {Partition} ({axes[0].Origin}) say the same thing twice: give one");
        }

        IEnumerable<Setting[]> cells = [[]];
        foreach (Setting axis in axes)
        {
            cells = cells.SelectMany(cell => axis.Items.Select(item => (Setting[])[.. cell, new Setting(axis.Key, [item], axis.Origin)])).ToArray();
        }

        string[] varied = [.. axes.Where(axis => axis.Items.Count > 1).Select(axis => axis.Key)];
        return cells.Select(cell =>
        {
            IEnumerable<string> parts = cell.Where(setting => varied.Contains(setting.Key)).Select(PartOf);
            string name = string.Join('-', grid.Length > 0 ? parts.Prepend(Plain(grid)) : parts);
            Setting[] under = [.. shared.Where(setting => cell.All(own => own.Key != setting.Key))];
            return new SweepCell(name.Length > 0 ? name : "run", [.. under, .. cell]);
        });
    }

    static string PartOf(Setting setting)
    {
        string last = setting.Key[(setting.Key.LastIndexOf('.') + 1)..];
        string value = Plain(setting.Items[0]);
        return last == "regime" ? value : $"{last}-{value}";
    }

    static string Plain(string text) => string.Concat(text.Replace(" ", "", StringComparison.Ordinal).Replace(',', '+')
        .Select(c => char.IsAsciiLetterOrDigit(c) || c is '+' or '-' or '.' or '_' ? c : '_')).TrimStart('.');

    static string? Text(Setting[] sweep, string name) =>
        sweep.LastOrDefault(setting => setting.Key == Section + name) is { Items: [var text] } ? text : null;

    static int? Number(Setting[] sweep, string name, int least, List<string> errors)
    {
        if (sweep.LastOrDefault(setting => setting.Key == Section + name) is not { } given)
        {
            return null;
        }

        if (given.Items is [var text] && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number >= least)
        {
            return number;
        }

        errors.Add($"{given.Key} = {given.Text} ({given.Origin}): must be a whole number from {least}");
        return null;
    }
}
