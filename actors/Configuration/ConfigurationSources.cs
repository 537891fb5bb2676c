namespace Actors.Configuration;

/// <summary>Where a run's configuration comes from, each null or empty when it says nothing.</summary>
internal sealed record ConfigurationSources
{
    /// <summary>Defaults and presets.</summary>
    public PresetFolder Folder { get; init; } = PresetFolder.Installed;

    /// <summary>Name of a run preset.</summary>
    public string? Preset { get; init; }

    /// <summary>Name of a model preset; applied after the run preset.</summary>
    public string? Model { get; init; }

    /// <summary>Path of a HOCON file.</summary>
    public string? File { get; init; }

    /// <summary>HOCON itself, as another process sent it; in the place of a file.</summary>
    public string? Text { get; init; }

    /// <summary>The process's variables, ours and others.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    /// <summary>What the command line sets.</summary>
    public IReadOnlyList<Setting> CommandLine { get; init; } = [];
}
