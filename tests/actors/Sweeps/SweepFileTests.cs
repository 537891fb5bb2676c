using Actors.Configuration;
using Actors.Sweeps;
using Xunit;

namespace Actors.Tests.Sweeps;

public sealed class SweepFileTests
{
    [Fact]
    public void A_grid_is_all_combinations_of_its_values_and_names_what_varies()
    {
        SweepPlan plan = Read(
            """
            sweep { preset = quickstart, grid { training.regime = [e2e, async], training.partition = ["4,4", "2,2,2,2"], training.seed = [1, 2], training.batch = 2 } }
            actors { training.steps = 7, training.batch = 3 }
            """);
        Assert.Equal(
            [
                "e2e-partition-4+4-seed-1", "e2e-partition-4+4-seed-2", "e2e-partition-2+2+2+2-seed-1", "e2e-partition-2+2+2+2-seed-2",
                "async-partition-4+4-seed-1", "async-partition-4+4-seed-2", "async-partition-2+2+2+2-seed-1", "async-partition-2+2+2+2-seed-2",
            ],
            plan.Cells.Select(cell => cell.Name));
        RunOptions last = plan.Configure(plan.Cells[^1], new Dictionary<string, string>()).Options;
        Assert.Equal([2, 2, 2, 2], last.Training.Partition);
        Assert.Equal((2, 7, 2), (last.Training.Seed, last.Training.Steps, last.Training.Batch));
    }

    [Fact]
    public void Named_grids_are_done_one_after_the_other_under_their_names()
    {
        SweepPlan plan = Read(
            """
            sweep.grids {
              exact { training.regime = [simultaneous, async] }
              lossy { edges.overflow = "wait,wait,drop-oldest,wait", delays.slowdown = "1,1,4,1", training.seed = [1, 2] }
            }
            """);
        Assert.Equal(["exact-simultaneous", "exact-async", "lossy-seed-1", "lossy-seed-2"], plan.Cells.Select(cell => cell.Name));
        Assert.Equal([1, 1, 4, 1], plan.Configure(plan.Cells[2], new Dictionary<string, string>()).Options.Delays.Slowdown);
    }

    [Theory]
    [InlineData("actors.training.steps = 3", "nothing to sweep: give values, such as sweep.grid.training.regime")]
    [InlineData("sweep.grids = 3", "unknown key sweep.grids")]
    [InlineData("sweep.preest = quickstart\nsweep.grid.training.seed = [1, 2]", "unknown key sweep.preest; did you mean preset?")]
    [InlineData("sweeps.grid.training.seed = [1, 2]", "unknown key sweeps.grid.training.seed")]
    [InlineData("sweep.grid.training.seed = []", "actors.training.seed = [] ")]
    [InlineData("sweep.grid.training.seed = [1, 1]", "2 runs would be called seed-1")]
    [InlineData("sweep.grid.run = [a, b]", "actors.run (")]
    [InlineData("sweep.grid.training.blocks = [2, 4]\nactors.training.partition = [4, 4]", "say the same thing twice")]
    [InlineData("sweep.grid.training.seed = [1, 2]\nsweep.evaluate.clips = many", "sweep.evaluate.clips = many")]
    [InlineData("sweep.grid.training.seed = [1, 2]\nsweep.model = [nano, deit-tiny]", "must be a single value")]
    [InlineData("sweep { grid {", "never closed")]
    public void What_is_wrong_in_a_file_is_said_in_one_line(string text, string words)
    {
        ConfigurationException wrong = Assert.Throws<ConfigurationException>(() => Read(text));
        Assert.Contains(words, Assert.Single(wrong.Errors), StringComparison.Ordinal);
    }

    static SweepPlan Read(string text)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.In("sweep.conf"), text);
        return SweepFile.Read(folder.In("sweep.conf"));
    }
}
