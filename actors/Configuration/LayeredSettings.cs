namespace Actors.Configuration;

/// <summary>Lays settings over each other.</summary>
internal static class LayeredSettings
{
    const string Blocks = "actors.training.blocks";
    const string Partition = "actors.training.partition";

    /// <summary>The highest layer's value of every key; a key whose value is not usable is left out and reported.</summary>
    /// <param name="layers">Lowest first; within a layer the later setting wins.</param>
    /// <param name="errors">Takes one line for each unknown key and each wrong value, in whichever layer it stands.</param>
    public static IReadOnlyList<EffectiveSetting> Combine(IReadOnlyList<IReadOnlyList<Setting>> layers, List<string> errors)
    {
        var effective = new Dictionary<string, (EffectiveSetting? Setting, int Layer)>(StringComparer.Ordinal);
        for (int layer = 0; layer < layers.Count; layer++)
        {
            foreach (Setting setting in layers[layer])
            {
                if (!ConfigurationKeys.ByName.TryGetValue(setting.Key, out ConfigurationKey? key))
                {
                    if (!setting.IsSection || !ConfigurationKeys.IsSection(setting.Key))
                    {
                        errors.Add(Unknown(setting));
                    }

                    continue;
                }

                object? value = key.Parse(setting, out string? problem);
                if (problem is not null)
                {
                    errors.Add(problem);
                }

                effective[key.Name] = (value is null ? null : new EffectiveSetting(key, value, setting.Origin), layer);
            }
        }

        LetBlocksReplacePartition(effective);
        return [.. ConfigurationKeys.All.Select(key => effective.GetValueOrDefault(key.Name).Setting).OfType<EffectiveSetting>()];
    }

    /// <summary>An error when a preset was asked for by name and higher layers set all of its keys to something else.</summary>
    public static IEnumerable<string> Shadowed(IReadOnlyList<Setting> preset, string asked, IReadOnlyList<EffectiveSetting> settings)
    {
        List<EffectiveSetting> over =
            [.. settings.Where(setting => preset.Any(p => p.Key == setting.Key.Name && p.Origin != setting.Origin))];
        bool allOver = over.Count > 0 && over.Count == preset.Select(p => p.Key).Distinct().Count();
        bool changed = over.Any(setting => !Equal(setting, preset.Last(p => p.Key == setting.Key.Name)));
        if (allOver && changed)
        {
            yield return $"{asked} changes nothing: all it sets is set again by {string.Join(", ", over.Select(o => o.Origin).Distinct())}";
        }
    }

    // A partition decides alone how many blocks there are. Without this, --blocks over a file with a partition would be ignored in silence.
    static void LetBlocksReplacePartition(Dictionary<string, (EffectiveSetting? Setting, int Layer)> effective)
    {
        if (effective.GetValueOrDefault(Blocks) is ({ } blocks, var blocksLayer)
            && effective.GetValueOrDefault(Partition) is ({ Value: int[] { Length: > 0 } } partition, var partitionLayer)
            && blocksLayer > partitionLayer)
        {
            effective[Partition] = (partition with { Value = Array.Empty<int>(), Origin = blocks.Origin }, blocksLayer);
        }
    }

    static bool Equal(EffectiveSetting setting, Setting preset) =>
        setting.Key.Parse(preset, out _) is { } value && ValueText.ToHocon(value) == setting.Hocon;

    static string Unknown(Setting setting)
    {
        if (ConfigurationKeys.IsSection(setting.Key))
        {
            return $"{setting.Key} = {setting.Text} ({setting.Origin}): is a section, not a key";
        }

        if (ConfigurationKeys.All.FirstOrDefault(key => setting.Key.StartsWith(key.Name + ".", StringComparison.Ordinal)) is { } parent)
        {
            return $"unknown key {setting.Key} ({setting.Origin}); {parent.Name} takes a value, it is not a section";
        }

        string hint = Nearest.To(setting.Key, ConfigurationKeys.ByName.Keys) is { } nearest
            ? $"did you mean {nearest}?" : "actors train --print-config lists the keys";
        return $"unknown key {setting.Key} ({setting.Origin}); {hint}";
    }
}
