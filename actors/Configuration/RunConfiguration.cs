using System.Text;

namespace Actors.Configuration;

/// <summary>The effective configuration of a run: every key's value and where it came from.</summary>
/// <remarks>Command line over environment over file over model preset over run preset over <c>reference.conf</c>.</remarks>
internal sealed class RunConfiguration
{
    RunConfiguration(IReadOnlyList<EffectiveSetting> settings)
    {
        Settings = settings;
        Options = ConfigurationKeys.Bind(settings.ToDictionary(setting => setting.Key.Name, setting => setting.Value));
    }

    /// <summary>Every key once, in the order of the option records.</summary>
    public IReadOnlyList<EffectiveSetting> Settings { get; }

    /// <summary>The options, validated.</summary>
    public RunOptions Options { get; }

    /// <summary>Reads all layers.</summary>
    /// <exception cref="ConfigurationException">Anything is wrong in any layer; it holds every error that was found.</exception>
    public static RunConfiguration Load(ConfigurationSources sources)
    {
        var errors = new List<string>();
        List<IReadOnlyList<Setting>> layers =
        [
            Layer(sources.Folder.Reference),
            Layer(() => sources.Preset is { } preset ? sources.Folder.Preset(preset) : []),
            Layer(() => sources.Model is { } model ? sources.Folder.Model(model) : []),
            Layer(() => sources.File is { } file ? HoconSource.Read(file, file) : sources.Text is { } text ? HoconSource.ReadText(text, "the coordinator's configuration") : []),
            EnvironmentSource.Read(sources.Environment, errors),
            sources.CommandLine,
        ];

        IReadOnlyList<EffectiveSetting> settings = LayeredSettings.Combine(layers, errors);
        errors.AddRange(OptionsRules.Broken(settings));
        errors.AddRange(LayeredSettings.Shadowed(layers[1], $"--preset {sources.Preset}", settings));
        errors.AddRange(LayeredSettings.Shadowed(layers[2], $"--model {sources.Model}", settings));
        return errors.Count == 0 ? new RunConfiguration(settings) : throw new ConfigurationException(errors);

        IReadOnlyList<Setting> Layer(Func<IReadOnlyList<Setting>> read)
        {
            try
            {
                return read();
            }
            catch (ConfigurationException e)
            {
                errors.AddRange(e.Errors);
                return [];
            }
        }
    }

    /// <summary>This configuration with another value of a key.</summary>
    /// <param name="key">Full name of the key.</param>
    /// <param name="value">A value of its type that is in range and breaks no rule.</param>
    /// <param name="origin">Who says so.</param>
    public RunConfiguration With(string key, object value, string origin) =>
        new([.. Settings.Select(setting => setting.Key.Name == key ? setting with { Value = value, Origin = origin } : setting)]);

    /// <summary>The configuration as HOCON, one key a line with its origin as a comment; read back, it gives the same options.</summary>
    public string ToHocon()
    {
        var text = new StringBuilder();
        int names = Settings.Max(setting => setting.Key.Name.Length);
        int values = Math.Min(24, Settings.Max(setting => setting.Hocon.Length));
        foreach (EffectiveSetting setting in Settings)
        {
            string origin = setting.Origin.ReplaceLineEndings(" ");
            string assignment = $"{setting.Key.Name.PadRight(names)} = {setting.Hocon.PadRight(values)}";
            text.Append(assignment).Append("  # ").Append(origin).Append('\n');
        }

        return text.ToString();
    }
}
