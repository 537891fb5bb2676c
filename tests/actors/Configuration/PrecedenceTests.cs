using Actors.Configuration;
using CsCheck;
using Xunit;

namespace Actors.Tests.Configuration;

/// <summary>Which layer decides a value.</summary>
public sealed class PrecedenceTests
{
    static readonly string[] Keys =
    [
        "actors.training.batch", "actors.training.steps", "actors.training.seed", "actors.data.workers", "actors.data.prefetch",
        "actors.snapshots.every", "actors.data.source",
    ];

    // One value for each key in each layer, or none: reference.conf is always there.
    static readonly Gen<int?[]> Layer = Gen.Int[1, 64].Nullable(0.5)!.Array[Keys.Length];

    [Fact]
    public void The_highest_layer_that_sets_a_key_decides_it_and_is_its_origin()
    {
        Gen.Select(Layer, Layer, Layer, Layer, Layer).Sample((preset, model, file, environment, commandLine) =>
        {
            using var folder = new ScratchFolder();
            File.Copy(Path.Combine(SharedFolder.Checkout, "hocon", "reference.conf"), folder["reference.conf"]);
            folder.Write("presets/p.conf", Hocon(preset));
            folder.Write("models/m.conf", Hocon(model));
            string path = folder.Write("my.conf", Hocon(file));
            // A named preset that is wholly overridden is an error of its own; this key keeps each in use.
            File.AppendAllText(folder["presets/p.conf"], "actors.training.beta1 = 0.5\n");
            File.AppendAllText(folder["models/m.conf"], "actors.training.beta2 = 0.5\n");
            RunConfiguration loaded = RunConfiguration.Load(new()
            {
                Folder = new PresetFolder(folder.Root),
                Preset = "p",
                Model = "m",
                File = path,
                Environment = Pairs(environment).ToDictionary(pair => ConfigurationKeys.ByName[pair.Key].Variable, pair => pair.Value),
                CommandLine = [.. Pairs(commandLine).Select(pair => new Setting(pair.Key, [pair.Value], "--x"))],
            });

            IReadOnlyDictionary<string, object> defaults = ConfigurationKeys.Values(new RunOptions());
            for (int k = 0; k < Keys.Length; k++)
            {
                EffectiveSetting effective = loaded.Settings.Single(setting => setting.Key.Name == Keys[k]);
                (int? value, string origin) = commandLine[k] is { } c ? (c, "--x")
                    : environment[k] is { } e ? (e, effective.Key.Variable)
                    : file[k] is { } f ? (f, path)
                    : model[k] is { } m ? (m, "model m")
                    : preset[k] is { } p ? (p, "preset p")
                    : ((int?)null, "reference.conf");
                string expected = value is null ? $"{defaults[Keys[k]]}" : $"{value}";
                Assert.Equal((expected, origin), ($"{effective.Value}", effective.Origin));
            }
        }, iter: 60);
    }

    [Fact]
    public void Blocks_replace_the_partition_of_a_lower_layer_and_leave_that_of_their_own()
    {
        using var folder = new ScratchFolder();
        string path = folder.Write("my.conf", "actors.training { partition = [2, 6], blocks = 4 }");
        Assert.Equal([2, 6], RunConfiguration.Load(new() { File = path }).Options.Training.Partition);

        RunConfiguration over = RunConfiguration.Load(new() { File = path, CommandLine = [new("actors.training.blocks", ["8"], "--blocks")] });
        Assert.Empty(over.Options.Training.Partition);
        Assert.Equal(8, over.Options.Training.Blocks);
        Assert.Equal("--blocks", over.Settings.Single(setting => setting.Key.Name == "actors.training.partition").Origin);
    }

    [Fact]
    public void A_preset_that_higher_layers_override_completely_is_an_error()
    {
        using var folder = new ScratchFolder();
        string path = folder.Write("my.conf", RunConfiguration.Load(new()).ToHocon());
        ConfigurationException e = Assert.Throws<ConfigurationException>(() => RunConfiguration.Load(new() { File = path, Model = "deit-tiny" }));
        Assert.Equal([$"--model deit-tiny changes nothing: all it sets is set again by {path}"], e.Errors);
        Assert.Equal("nano", RunConfiguration.Load(new() { File = path, Model = "nano" }).Options.Model.Name);
    }

    [Fact]
    public void A_file_may_include_one_that_lies_beside_it()
    {
        using var folder = new ScratchFolder();
        folder.Write("more/steps.conf", "actors.training.steps = 7");
        string path = folder.Write("my.conf", "include \"more/steps.conf\"\nactors.training.batch = 3");
        TrainingOptions training = RunConfiguration.Load(new() { File = path }).Options.Training;
        Assert.Equal((7, 3), (training.Steps, training.Batch));
    }

    static IEnumerable<KeyValuePair<string, string>> Pairs(int?[] layer) =>
        Keys.Zip(layer).Where(pair => pair.Second is not null).Select(pair => KeyValuePair.Create(pair.First, $"{pair.Second}"));

    static string Hocon(int?[] layer) => string.Concat(Pairs(layer).Select(pair => $"{pair.Key} = {pair.Value}\n"));
}
