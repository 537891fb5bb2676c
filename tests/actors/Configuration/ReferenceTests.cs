using System.Text.RegularExpressions;
using Actors.Configuration;
using Xunit;

namespace Actors.Tests.Configuration;

/// <summary>reference.conf and the option records say the same.</summary>
public sealed partial class ReferenceTests
{
    static readonly string[] Models = ["nano", "deit-tiny", "deit-small", "deit-base"];

    [Fact]
    public void Reference_conf_holds_every_key_of_the_records_once_and_no_other()
    {
        IEnumerable<string> written = PresetFolder.Installed.Reference().Select(setting => setting.Key);
        Assert.Equal(ConfigurationKeys.All.Select(key => key.Name).Order(), written.Order());
    }

    [Fact]
    public void Reference_conf_has_the_defaults_of_the_records()
    {
        IReadOnlyDictionary<string, object> defaults = ConfigurationKeys.Values(new RunOptions());
        foreach (EffectiveSetting setting in RunConfiguration.Load(new()).Settings)
        {
            Assert.Equal(($"{setting.Key.Name}", ValueText.ToHocon(defaults[setting.Key.Name])), (setting.Key.Name, setting.Hocon));
        }
    }

    [Fact]
    public void Comments_of_reference_conf_state_the_range_and_the_choices_of_their_key()
    {
        string text = File.ReadAllText(Path.Combine(SharedFolder.Checkout, "hocon", "reference.conf"));
        var comments = new Dictionary<string, string>();
        foreach (Match match in CommentedKey().Matches(text))
        {
            string key = match.Groups["key"].Value;
            string comment = Regex.Replace(match.Groups["comment"].Value, @"\s*\n\s*#\s*", " ");
            comments.TryAdd(key, "");
            comments[key] += comment;
        }

        foreach (ConfigurationKey key in ConfigurationKeys.All)
        {
            string comment = comments[key.Name.Split('.')[^1]];
            if (key.Range is { } range)
            {
                Assert.Matches($@"(?<![\d.]){Regex.Escape(range.Minimum)}( \([^)]*\))? to {Regex.Escape(range.Maximum)}(?!\d)", comment);
            }

            Assert.All(key.Choices, choice => Assert.Matches($@"\b{choice}\b", comment));
        }
    }

    [Fact]
    public void No_two_keys_share_an_environment_variable()
    {
        Assert.Equal(ConfigurationKeys.All.Count, ConfigurationKeys.All.Select(key => key.Variable).Distinct().Count());
        Assert.All(ConfigurationKeys.All, key => Assert.Matches("^ACTORS(_[A-Z0-9]+)+$", key.Variable));
    }

    [Theory]
    [InlineData("nano", 96, 8, 3, 64, 48, 1, 3)]
    [InlineData("deit-tiny", 192, 12, 3, 128, 96, 2, 3)]
    [InlineData("deit-small", 384, 12, 6, 128, 192, 2, 3)]
    [InlineData("deit-base", 768, 12, 12, 128, 384, 2, 6)]
    public void A_model_preset_sets_every_key_of_the_model_to_the_design_s_table(
        string name, int width, int depth, int heads, int frame, int decoderWidth, int decoderDepth, int decoderHeads)
    {
        var expected = new ModelOptions
        {
            Name = name,
            Width = width,
            Depth = depth,
            Heads = heads,
            FrameSize = frame,
            DecoderWidth = decoderWidth,
            DecoderDepth = decoderDepth,
            DecoderHeads = decoderHeads,
            MlpRatio = 4,
            Frames = 16,
            TubeletFrames = 2,
            PatchSize = 8,
        };
        RunConfiguration configuration = RunConfiguration.Load(new() { Model = name });
        Assert.Equal(expected, configuration.Options.Model);
        Assert.All(
            configuration.Settings.Where(setting => setting.Key.Name.StartsWith("actors.model.", StringComparison.Ordinal)),
            setting => Assert.Equal($"model {name}", setting.Origin));
    }

    [Fact]
    public void Every_preset_file_loads()
    {
        Assert.Equal(Models.Order(), PresetFolder.Installed.Models);
        Assert.Contains("quickstart", PresetFolder.Installed.Presets);
        foreach (string preset in PresetFolder.Installed.Presets)
        {
            RunConfiguration configuration = RunConfiguration.Load(new() { Preset = preset });
            Assert.Contains(configuration.Settings, setting => setting.Origin == $"preset {preset}");
        }
    }

    [Fact]
    public void Quickstart_trains_four_nano_blocks_without_a_barrier_on_generated_files()
    {
        RunOptions options = RunConfiguration.Load(new() { Preset = "quickstart" }).Options;
        Assert.Equal("motion-files", options.Data.Source);
        Assert.Equal("nano", options.Model.Name);
        Assert.Equal(4, options.Training.Blocks);
        Assert.Equal(Actors.Regimes.Regime.Async, options.Training.Regime);
    }

    [GeneratedRegex(@"(?<comment>(?:^ *#.*\n)+) *(?<key>[a-z0-9-]+) =", RegexOptions.Multiline)]
    private static partial Regex CommentedKey();
}
