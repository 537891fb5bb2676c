using System.Text.RegularExpressions;
using Actors.CommandLine;
using Actors.Configuration;
using Actors.Edges;
using Actors.Regimes;
using Xunit;

namespace Actors.Tests.CommandLine;

/// <summary>What each option of <c>train</c> does.</summary>
public sealed class TrainVerbTests
{
    static readonly Dictionary<string, string> Samples = new()
    {
        ["--data"] = "clips",
        ["--split"] = "test",
        ["--decoder"] = "bundled",
        ["--workers"] = "3",
        ["--regime"] = "simultaneous",
        ["--partition"] = "2,6",
        ["--blocks"] = "2",
        ["--balance"] = "counted",
        ["--steps"] = "7",
        ["--batch"] = "5",
        ["--capacity"] = "4",
        ["--overflow"] = "drop-oldest",
        ["--decode-fraction"] = "0.25",
        ["--seed"] = "-9",
        ["--device"] = "cuda:1",
        ["--threads"] = "2",
        ["--precision"] = "bf16",
        ["--decoder-attention"] = "cross",
        ["--recompute"] = "layers",
        ["--run"] = "runs/x y",
        ["--snapshot-every"] = "0",
        ["--log"] = "json",
        ["--share"] = "3",
        ["--micro-batches"] = "2",
        ["--record-batches"] = "true",
        ["--metrics-port"] = "0",
        ["--init"] = "weights.safetensors",
        ["--trace"] = "true",
        ["--dashboard"] = "9465",
        ["--control"] = "false",
        ["--nodes"] = "2",
        ["--host"] = "127.0.0.2",
        ["--port"] = "4060",
        ["--place"] = "0=a",
        ["--targets"] = "local",
        ["--secret-file"] = "secret",
    };

    [Theory]
    [InlineData("--trace")]
    [InlineData("--trace", "--batch", "2")]
    public async Task A_switch_needs_no_value(params string[] args)
    {
        ProgramRun run = await ProgramRun.Of(args);
        Assert.Equal(0, run.Code);
        Assert.True(run.Request!.Options.Trace);
    }

    [Fact]
    public async Task Every_option_sets_its_key_and_is_named_as_its_origin()
    {
        IReadOnlyList<TrainOption> options = TrainOption.All();
        Assert.Equal(options.Select(option => option.Symbol.Name).Order(), Samples.Keys.Append("--resume").Order());
        foreach (TrainOption option in options.Where(option => option.Symbol.Name != "--resume"))
        {
            string value = Samples[option.Symbol.Name];
            foreach (string[] args in new string[][] { [option.Symbol.Name, value], [$"{option.Symbol.Name}={value}"], ["train", option.Symbol.Name, value] })
            {
                ProgramRun run = await ProgramRun.Of(args);
                Assert.Equal((0, ""), (run.Code, run.ErrorLines.FirstOrDefault(line => line.Contains("--help", StringComparison.Ordinal)) ?? ""));
                string line = run.Request!.EffectiveConfiguration.Split('\n').Single(l => l.StartsWith(option.Key.Name + " ", StringComparison.Ordinal));
                Assert.Matches($@"= \[?""?{Regex.Escape(value).Replace(",", ", ", StringComparison.Ordinal)}""?\]? +# {option.Symbol.Name}$", line);
            }
        }
    }

    [Fact]
    public async Task Resume_takes_the_runs_own_configuration_under_the_command_line()
    {
        using var folder = new TemporaryFolder();
        ProgramRun first = await ProgramRun.Of("--model", "deit-tiny", "--batch", "4", "--run", folder.Path);
        File.WriteAllText(folder.In("config.conf"), first.Request!.EffectiveConfiguration);
        ProgramRun second = await ProgramRun.Of("--resume", folder.Path, "--workers", "3");
        RunOptions options = second.Request!.Options;
        Assert.Equal((192, 4, 3, folder.Path), (options.Model.Width, options.Training.Batch, options.Data.Workers, options.Resume));
    }

    [Fact]
    public async Task Options_reach_the_records()
    {
        ProgramRun run = await ProgramRun.Of(
            "--model", "deit-tiny", "--partition", "3,3,3,3", "--capacity", "1,2,3,4", "--overflow", "wait", "--regime", "simultaneous",
            "--set", "training.learning-rate=0.0005", "--set", "actors.delays.slowdown=1,1,2.5,1");
        RunOptions options = run.Request!.Options;
        Assert.Equal(192, options.Model.Width);
        Assert.Equal([3, 3, 3, 3], options.Training.Partition);
        Assert.Equal([1, 2, 3, 4], options.Edges.Capacity);
        Assert.Equal([OverflowPolicy.Wait], options.Edges.Overflow);
        Assert.Equal(Regime.Simultaneous, options.Training.Regime);
        Assert.Equal(0.0005, options.Training.LearningRate);
        Assert.Equal([1, 1, 2.5, 1], options.Delays.Slowdown);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(true, "train")]
    [InlineData(false, "--steps", "300")]
    [InlineData(true, "--steps", "5", "--preset", "quickstart")]
    public async Task Quickstart_is_run_when_nothing_is_said_or_when_it_is_asked_for(bool quickstart, params string[] args)
    {
        ProgramRun run = await ProgramRun.Of(args);
        Assert.Equal(quickstart, run.Request!.EffectiveConfiguration.Contains("# preset quickstart", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData]
    [InlineData("--batch", "4")]
    [InlineData("--preset", "quickstart", "--model", "deit-small")]
    public async Task Print_config_prints_what_would_run_to_standard_output_and_does_not_run_it(params string[] args)
    {
        ProgramRun printed = await ProgramRun.Of([.. args, "--print-config"]);
        ProgramRun trained = await ProgramRun.Of(args);
        Assert.Equal((0, "", null), (printed.Code, printed.Error, printed.Request));
        Assert.Equal(trained.Request!.EffectiveConfiguration, printed.Out);
    }

    [Fact]
    public async Task A_run_s_own_config_conf_repeats_it()
    {
        ProgramRun first = await ProgramRun.Of("--model", "deit-tiny", "--blocks", "3", "--seed", "7");
        using var folder = new Configuration.ScratchFolder();
        ProgramRun second = await ProgramRun.Of("--config", folder.Write("config.conf", first.Request!.EffectiveConfiguration));
        Assert.Equal(
            ConfigurationKeys.Values(first.Request.Options).Values.Select(ValueText.ToHocon),
            ConfigurationKeys.Values(second.Request!.Options).Values.Select(ValueText.ToHocon));
    }

    [Fact]
    public async Task The_environment_is_read_and_named()
    {
        var environment = new Dictionary<string, string> { ["ACTORS_TRAINING_DECODE_FRACTION"] = "0.5", ["HOME"] = "/" };
        ProgramRun run = await ProgramRun.Of(["--print-config"], (_, _, _) => Task.FromResult(ProgramRun.Done), environment: environment);
        Assert.Matches(@"actors\.training\.decode-fraction +\= 0\.5 +# ACTORS_TRAINING_DECODE_FRACTION\n", run.Out);
    }

    [Fact]
    public async Task The_command_is_kept_as_a_shell_would_take_it()
    {
        ProgramRun run = await ProgramRun.Of("--data", "my clips/o'clock", "--steps", "5", "--run", "");
        Assert.Equal(@"actors --data 'my clips/o'\''clock' --steps 5 --run ''", run.Request!.Command);
    }

    [Fact]
    public async Task Help_lists_every_option_with_its_default_and_an_example()
    {
        ProgramRun help = await ProgramRun.Of("train", "--help");
        Assert.Equal((0, ""), (help.Code, help.Error));
        IReadOnlyDictionary<string, object> defaults = ConfigurationKeys.Values(new RunOptions());
        foreach (TrainOption option in TrainOption.All())
        {
            string standard = ValueText.ToHocon(defaults[option.Key.Name]).Trim('[', ']', '"');
            Assert.Matches($@"(?s) {option.Symbol.Name} <.*?\[default: {(standard.Length == 0 ? "empty" : Regex.Escape(standard))}\]", help.Out);
        }

        string[] others = ["--preset", "--model", "--config", "--set", "--print-config", "--help"];
        Assert.All(others, name => Assert.Contains($" {name}", help.Out, StringComparison.Ordinal));
        string example = help.Out[help.Out.IndexOf("Example:\n  actors ", StringComparison.Ordinal)..].Split('\n')[1].Trim();
        ProgramRun shown = await ProgramRun.Of([.. example.Split(' ')[1..]]);
        Assert.Equal(0, shown.Code);
    }
}
