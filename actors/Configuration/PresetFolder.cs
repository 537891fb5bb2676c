namespace Actors.Configuration;

/// <summary>The folder <c>hocon</c>: <c>reference.conf</c>, run presets and model presets.</summary>
/// <param name="path">Where it lies.</param>
internal sealed class PresetFolder(string path)
{
    /// <summary>The one that comes with the program.</summary>
    public static PresetFolder Installed { get; } = new(Path.Combine(AppContext.BaseDirectory, "hocon"));

    /// <summary>Names for <c>--preset</c>.</summary>
    public IReadOnlyList<string> Presets => Names("presets");

    /// <summary>Names for <c>--model</c>.</summary>
    public IReadOnlyList<string> Models => Names("models");

    /// <summary>Every key's default.</summary>
    public IReadOnlyList<Setting> Reference() => HoconSource.Read(Path.Combine(path, "reference.conf"), "reference.conf");

    /// <summary>The settings of a run preset.</summary>
    public IReadOnlyList<Setting> Preset(string name) => Read("preset", "presets", name, Presets);

    /// <summary>The settings of a model preset.</summary>
    public IReadOnlyList<Setting> Model(string name) => Read("model", "models", name, Models);

    IReadOnlyList<Setting> Read(string kind, string folder, string name, IReadOnlyList<string> names) => names.Contains(name)
        ? HoconSource.Read(Path.Combine(path, folder, name + ".conf"), $"{kind} {name}")
        : throw new ConfigurationException([$"unknown {kind} {name} (--{kind}); {Nearest.Hint(name, names)}"]);

    string[] Names(string folder)
    {
        string full = Path.Combine(path, folder);
        IEnumerable<string> files = Directory.Exists(full) ? Directory.EnumerateFiles(full, "*.conf") : [];
        return [.. files.Select(file => Path.GetFileNameWithoutExtension(file)).Order(StringComparer.Ordinal)];
    }
}
