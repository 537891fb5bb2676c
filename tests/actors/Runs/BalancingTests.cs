using Actors.Runs;
using Actors.Sweeps;
using Actors.Tests.CommandLine;
using Xunit;

namespace Actors.Tests.Runs;

public class BalancingTests
{
    [Fact]
    public async Task The_partition_that_was_found_is_told_and_written_into_the_runs_configuration()
    {
        ProgramRun run = await ProgramRun.Of("--model", "deit-tiny", "--regime", "e2e", "--blocks", "4", "--balance", "counted", "--decode-fraction", "0.25");
        Assert.Equal(0, run.Code);
        Assert.Matches(@"^partition \d,\d,\d,\d: blocks take .* GFLOP a clip; the slowest of 3,3,3,3 takes ", run.Error);
        IReadOnlyList<int> partition = run.Request!.Options.Training.Partition;
        Assert.True(partition[3] < partition[1], string.Join(',', partition));
        Assert.Contains($"[{string.Join(", ", partition)}]", run.Request.EffectiveConfiguration, StringComparison.Ordinal);
        Assert.Contains("# training.balance = counted: ", run.Request.EffectiveConfiguration, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_resumed_run_keeps_the_partition_it_began_with_and_measures_nothing()
    {
        using var folder = new TemporaryFolder();
        ProgramRun first = await ProgramRun.Of("--balance", "counted", "--regime", "e2e", "--blocks", "3", "--run", folder.Path);
        string configuration = first.Request!.EffectiveConfiguration;
        IReadOnlyList<int> other = [6, 1, 1];
        Assert.NotEqual(other, first.Request.Options.Training.Partition);
        string found = $"[{string.Join(", ", first.Request.Options.Training.Partition)}]";
        File.WriteAllText(folder.In("config.conf"), configuration.Replace(found, "[6, 1, 1]", StringComparison.Ordinal));
        ProgramRun second = await ProgramRun.Of("--resume", folder.Path);
        Assert.Equal(0, second.Code);
        Assert.Equal(other, second.Request!.Options.Training.Partition);
        Assert.DoesNotContain("partition", second.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Balance_by_measured_steps_is_what_the_option_means_without_a_value()
    {
        ProgramRun run = await ProgramRun.Of("--balance", "--blocks", "3", "--batch", "1", "--decode-fraction", "0.1");
        Assert.Equal(0, run.Code);
        Assert.Matches(@"^partition \d,\d,\d: blocks take .* ms a step", run.Error);
        Assert.Equal(8, run.Request!.Options.Training.Partition.Sum());
    }

    [Fact]
    public async Task A_partition_and_a_balance_on_one_command_line_are_refused()
    {
        ProgramRun run = await ProgramRun.Of("--partition", "4,4", "--balance");
        Assert.Equal((2, "actors: --partition 4,4 and --balance measured say the same thing twice: give one (actors train --help)"), (run.Code, Assert.Single(run.ErrorLines)));
    }

    [Fact]
    public async Task A_sweep_refuses_a_balance_that_time_decides()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.In("a.conf"), "sweep.grid.training.balance = [measured, counted]\nactors.data.source = motion\n");
        ProgramRun run = await ProgramRun.Of("sweep", folder.In("a.conf"), "--out", folder.In("out"));
        Assert.Equal((int)ExitCode.Usage, run.Code);
        Assert.Contains("training.balance = measured is another partition on another day", Assert.Single(run.ErrorLines), StringComparison.Ordinal);
    }

    [Fact]
    public void A_sweep_takes_a_balance_that_is_counted_and_finds_the_same_partition_each_time()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.In("a.conf"), "sweep.grid.training.seed = [1, 2]\nactors.training { balance = counted, regime = e2e }\n");
        SweepPlan plan = SweepFile.Read(folder.In("a.conf"));
        string[] found = [.. plan.Cells.Select(cell => string.Join(',', plan.Configure(cell, new Dictionary<string, string>()).Options.Training.Partition))];
        Assert.Equal(2, found.Length);
        Assert.Equal(found[0], found[1]);
        Assert.Matches(@"^\d,\d,\d,\d$", found[0]);
    }
}
