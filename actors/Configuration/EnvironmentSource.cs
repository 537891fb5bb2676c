namespace Actors.Configuration;

/// <summary>Reads settings from environment variables: <c>ACTORS_TRAINING_LEARNING_RATE</c> is
/// <c>actors.training.learning-rate</c>.</summary>
/// <remarks>The names are matched against the known keys, which is what makes <c>_</c> unambiguous; there are no exceptions.</remarks>
internal static class EnvironmentSource
{
    /// <summary>Variables that begin with this are ours; one that is no key is an error.</summary>
    public const string Prefix = "ACTORS_";

    /// <summary>The settings among <paramref name="variables"/>; unknown ones are added to <paramref name="errors"/>.</summary>
    public static IReadOnlyList<Setting> Read(IReadOnlyDictionary<string, string> variables, List<string> errors)
    {
        var settings = new List<Setting>();
        foreach ((string name, string value) in variables.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            if (!name.StartsWith(Prefix, StringComparison.Ordinal))
            {
                continue;
            }

            if (ConfigurationKeys.ByVariable.TryGetValue(name, out ConfigurationKey? key))
            {
                settings.Add(new Setting(key.Name, [value], name));
            }
            else
            {
                string hint = Nearest.To(name, ConfigurationKeys.ByVariable.Keys) is { } nearest
                    ? $"did you mean {nearest}?" : "actors train --print-config lists the keys";
                errors.Add($"unknown variable {name} (environment); {hint}");
            }
        }

        return settings;
    }
}
