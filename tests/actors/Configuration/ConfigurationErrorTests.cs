using Actors.Configuration;
using Actors.Edges;
using Actors.Regimes;
using Xunit;

namespace Actors.Tests.Configuration;

/// <summary>What a user is told, word for word.</summary>
public sealed class ConfigurationErrorTests
{
    [Theory]
    [InlineData("actors.training.bacth = 4", "unknown key actors.training.bacth (FILE); did you mean actors.training.batch?")]
    [InlineData("actors.data.batch = 4", "unknown key actors.data.batch (FILE); did you mean actors.training.batch?")]
    [InlineData("training.batch = 4", "unknown key training.batch (FILE); did you mean actors.training.batch?")]
    [InlineData("actors.training.batch { size = 4 }", "unknown key actors.training.batch.size (FILE); actors.training.batch takes a value, it is not a section")]
    [InlineData("actors.zzzzzzzzzzzzzzzzzz = 4", "unknown key actors.zzzzzzzzzzzzzzzzzz (FILE); actors train --print-config lists the keys")]
    [InlineData("actors.trainig {}", "unknown key actors.trainig (FILE); actors train --print-config lists the keys")]
    [InlineData("actors.training = 4", "actors.training = 4 (FILE): is a section, not a key")]
    [InlineData("nonsense", "unknown key nonsense (FILE); actors train --print-config lists the keys")]
    [InlineData("actors.training.batch = eight", "actors.training.batch = eight (FILE): must be a whole number from 1 to 4096")]
    [InlineData("actors.training.batch = 2.5", "actors.training.batch = 2.5 (FILE): must be a whole number from 1 to 4096")]
    [InlineData("actors.training.batch = 99999999999", "actors.training.batch = 99999999999 (FILE): must be a whole number from 1 to 4096")]
    [InlineData("actors.training.batch = \"\"", "actors.training.batch = \"\" (FILE): must be a whole number from 1 to 4096")]
    [InlineData("actors.training.batch = 0", "actors.training.batch = 0 (FILE): must be a whole number from 1 to 4096")]
    [InlineData("actors.training.batch = [4]", "actors.training.batch = [4] (FILE): must be a whole number from 1 to 4096")]
    [InlineData("actors.training.batch = null", "actors.training.batch = nothing (FILE): must be a whole number from 1 to 4096")]
    [InlineData("actors.training.batch", "actors.training.batch = nothing (FILE): must be a whole number from 1 to 4096")]
    [InlineData("actors.training.mask-ratio = NaN", "actors.training.mask-ratio = NaN (FILE): must be a number from 0.05 to 0.98")]
    [InlineData("actors.training.mask-ratio = 0.99", "actors.training.mask-ratio = 0.99 (FILE): must be a number from 0.05 to 0.98")]
    [InlineData("actors.training.regime = asinc", "actors.training.regime = asinc (FILE): must be one of REGIMES; did you mean async?")]
    [InlineData("actors.training.regime = 1", "actors.training.regime = 1 (FILE): must be one of REGIMES")]
    [InlineData("actors.edges.overflow = [wait, drop-old]",
        "actors.edges.overflow = [wait, drop-old] (FILE): must be a list, each one of POLICIES; did you mean drop-oldest?")]
    [InlineData("actors.edges.capacity = [2, 0]", "actors.edges.capacity = [2, 0] (FILE): must be a list, each a whole number from 1 to 1024")]
    [InlineData("actors.edges.capacity = []", "actors.edges.capacity = [] (FILE): must not be empty")]
    [InlineData("actors.data.source = \"\"", "actors.data.source = \"\" (FILE): must not be empty")]
    [InlineData("actors.data.decoder = systen", "actors.data.decoder = systen (FILE): must be one of auto, system, bundled; did you mean system?")]
    [InlineData("actors.training.device = gpu", "actors.training.device = \"gpu\" (FILE): must be cpu, cuda or cuda:i (such as cuda:0)")]
    [InlineData("actors.training.device = \"cuda:0x\"", "actors.training.device = \"cuda:0x\" (FILE): must be cpu, cuda or cuda:i (such as cuda:0)")]
    [InlineData("actors.training.partition = [3, 3]",
        "actors.training.partition = [3, 3] (FILE) adds up to 6 layers, but actors.model.depth = 8 (reference.conf)")]
    [InlineData("actors.training.blocks = 9",
        "actors.training.blocks = 9 (FILE): a block needs at least one layer, but actors.model.depth = 8 (reference.conf)")]
    [InlineData("actors.edges.capacity = [2, 2]",
        "actors.edges.capacity = [2, 2] (FILE) has 2 values: give one for all, or one for each edge, which are 4: actors.training.blocks = 4 (reference.conf)")]
    [InlineData("actors.delays.jitter = [0, 0, 0]",
        "actors.delays.jitter = [0, 0, 0] (FILE) has 3 values: give one for all, or one for each block, which are 4: actors.training.blocks = 4 (reference.conf)")]
    [InlineData("actors.model.heads = 5", "actors.model.width = 96 (reference.conf) is not a multiple of actors.model.heads = 5 (FILE)")]
    [InlineData("actors.model.decoder-heads = 5", "actors.model.decoder-width = 48 (reference.conf) is not a multiple of actors.model.decoder-heads = 5 (FILE)")]
    [InlineData("actors.model.frame-size = 70", "actors.model.frame-size = 70 (FILE) is not a multiple of actors.model.patch-size = 8 (reference.conf)")]
    [InlineData("actors.model.frames = 15", "actors.model.frames = 15 (FILE) is not a multiple of actors.model.tubelet-frames = 2 (reference.conf)")]
    [InlineData("actors.model.frame-size = 8",
        "actors.training.mask-ratio = 0.9 (reference.conf) hides 0 of 1 cells (actors.model.frame-size = 8 (FILE), actors.model.patch-size = 8 (reference.conf)): some must be hidden and some seen")]
    [InlineData("actors {\n training {\n batch = 8 }", "FILE: line 1: this { is never closed")]
    [InlineData("actors { training { batch = 8 } } }\nactors.training.steps = 3", "FILE: line 1: this } closes nothing")]
    [InlineData("actors.edges.capacity = [1, 2", "FILE: line 1: this [ is never closed")]
    [InlineData("\nactors.data.source = \"x", "FILE: line 2: this quote is never closed")]
    [InlineData("actors.training.batch =", "FILE: not valid HOCON: ")]
    [InlineData("actors.training.batch = ${nowhere}", "FILE: not valid HOCON: Unresolved substitution: nowhere")]
    [InlineData("actors.training.batch = ${?nowhere}", "nested without end; is there a ${?…} of nothing?")]
    [InlineData("include \"gone.conf\"", "gone.conf: there is no such file")]
    [InlineData("include \"my.conf\"", "FILE: included 9 files deep: do the files include each other?")]
    public void An_error_in_a_file_names_key_value_origin_and_the_way_out(string text, string expected)
    {
        using var folder = new ScratchFolder();
        string path = folder.Write("my.conf", text);
        ConfigurationException e = Assert.Throws<ConfigurationException>(() => RunConfiguration.Load(new() { File = path }));
        string error = Assert.Single(e.Errors);
        Assert.DoesNotContain('\n', error);
        Assert.Contains(
            expected.Replace("FILE", path, StringComparison.Ordinal)
                .Replace("REGIMES", Choices<Regime>(), StringComparison.Ordinal)
                .Replace("POLICIES", Choices<OverflowPolicy>(), StringComparison.Ordinal),
            error,
            StringComparison.Ordinal);
    }

    [Fact]
    public void All_errors_of_all_layers_are_reported_one_line_each()
    {
        using var folder = new ScratchFolder();
        string path = folder.Write("my.conf", "actors { training { bacth = 4, steps = -1 }\n model.heads = 7 }");
        ConfigurationException e = Assert.Throws<ConfigurationException>(() => RunConfiguration.Load(new()
        {
            Preset = "quickstrat",
            Model = "deit-large",
            File = path,
            Environment = new Dictionary<string, string> { ["ACTORS_TRAINING_STEP"] = "1", ["ACTORS_DATA_WORKERS"] = "0", ["PATH"] = "/bin" },
            CommandLine = [new("actors.training.sed", ["1"], "--set")],
        }));
        Assert.Equal(
            [
                "unknown preset quickstrat (--preset); did you mean quickstart? (choose from quickstart)",
                "unknown model deit-large (--model); did you mean deit-base? (choose from deit-base, deit-small, deit-tiny, nano)",
                "unknown variable ACTORS_TRAINING_STEP (environment); did you mean ACTORS_TRAINING_STEPS?",
                $"unknown key actors.training.bacth ({path}); did you mean actors.training.batch?",
                $"actors.training.steps = -1 ({path}): must be a whole number from 1 to 1000000000",
                "actors.data.workers = 0 (ACTORS_DATA_WORKERS): must be a whole number from 1 to 64",
                "unknown key actors.training.sed (--set); did you mean actors.training.seed?",
                $"actors.model.width = 96 (reference.conf) is not a multiple of actors.model.heads = 7 ({path})",
            ],
            e.Errors);
    }

    [Fact]
    public void A_file_that_is_not_there_and_one_that_is_a_folder_are_told_apart()
    {
        using var folder = new ScratchFolder();
        Assert.Equal([$"{folder["no.conf"]}: there is no such file"],
            Assert.Throws<ConfigurationException>(() => RunConfiguration.Load(new() { File = folder["no.conf"] })).Errors);
        Assert.Equal([$"{folder.Root}: is a folder, not a configuration file"],
            Assert.Throws<ConfigurationException>(() => RunConfiguration.Load(new() { File = folder.Root })).Errors);
    }

    [Theory]
    [InlineData("batch", "batch", 0)]
    [InlineData("bacth", "batch", 1)]
    [InlineData("", "abc", 3)]
    [InlineData("kitten", "sitting", 3)]
    public void Edits_are_counted(string a, string b, int edits)
    {
        Assert.Equal(edits, Nearest.Distance(a, b));
        Assert.Equal(edits, Nearest.Distance(b, a));
    }

    static string Choices<T>() where T : struct, Enum => string.Join(", ", Enum.GetNames<T>().Select(KebabCase.Of));
}
