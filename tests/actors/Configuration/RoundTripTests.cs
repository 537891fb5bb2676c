using Actors.Configuration;
using CsCheck;
using Xunit;

namespace Actors.Tests.Configuration;

/// <summary>The effective configuration, written and read back.</summary>
public sealed class RoundTripTests
{
    [Fact]
    public void What_is_written_as_config_conf_gives_the_same_options_when_read()
    {
        Gen<string> text = Gen.String[Gen.Char[' ', '\u00ff'], 1, 20];
        Gen.Select(text, Gen.Double[0.0001, 10], Gen.Long, Gen.Int[1, 8], Gen.Bool).Sample((source, rate, seed, blocks, lossy) =>
        {
            using var folder = new ScratchFolder();
            // A text of spaces only counts as empty for [Required].
            RunConfiguration first = RunConfiguration.Load(new()
            {
                Preset = "quickstart",
                CommandLine =
                [
                    new("actors.data.source", ["/clips/" + source], "--data"),
                    new("actors.training.learning-rate", [rate.ToString(System.Globalization.CultureInfo.InvariantCulture)], "--set"),
                    new("actors.training.seed", [$"{seed}"], "--seed"),
                    new("actors.training.partition", [string.Join(',', Split(8, blocks))], "--partition"),
                    new("actors.edges.overflow", [lossy ? "drop-oldest" : "wait"], "--overflow"),
                    new("actors.delays.slowdown", [string.Join(',', Enumerable.Repeat("1.5", blocks))], "--set"),
                ],
            });
            RunConfiguration second = RunConfiguration.Load(new() { File = folder.Write("config.conf", first.ToHocon()) });

            Assert.Equal("/clips/" + source, second.Options.Data.Source);
            Assert.Equal(first.Settings.Select(setting => (setting.Key.Name, setting.Hocon)), second.Settings.Select(s => (s.Key.Name, s.Hocon)));
            Assert.Equal(ConfigurationKeys.Values(first.Options).Values, ConfigurationKeys.Values(second.Options).Values);
        }, iter: 200);
    }

    [Fact]
    public void Each_line_names_a_key_its_value_and_its_origin()
    {
        string[] lines = RunConfiguration.Load(new() { Preset = "quickstart", CommandLine = [new("actors.edges.capacity", ["4"], "--capacity")] })
            .ToHocon().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(ConfigurationKeys.All.Count, lines.Length);
        Assert.Contains(lines, line => System.Text.RegularExpressions.Regex.IsMatch(line, @"^actors\.edges\.capacity +\= \[4\] +# --capacity$"));
        Assert.Contains(lines, line => System.Text.RegularExpressions.Regex.IsMatch(line, @"^actors\.data\.source +\= ""motion-files"" +# preset quickstart$"));
        Assert.Contains(lines, line => System.Text.RegularExpressions.Regex.IsMatch(line, @"^actors\.metrics\.port +\= 9464 +# reference\.conf$"));
        Assert.Single(lines.Select(line => line.IndexOf(" = ", StringComparison.Ordinal)).Distinct());
    }

    static IEnumerable<int> Split(int depth, int blocks) =>
        Enumerable.Range(0, blocks).Select(block => (depth / blocks) + (block < depth % blocks ? 1 : 0));
}
