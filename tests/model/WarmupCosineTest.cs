using System.Text.Json;
using Actors.Model.Optimizers;
using Xunit;

namespace Actors.Tests.Model;

public sealed class WarmupCosineTest
{
    [Fact]
    public void Every_step_of_the_published_schedules_is_met()
    {
        using JsonDocument json = JsonDocument.Parse(File.ReadAllText(SharedFolder.Path("reference/misc_reference.json")));
        int compared = 0;
        foreach (JsonElement schedule in json.RootElement.GetProperty("cosine_schedule").EnumerateArray())
        {
            long perEpoch = schedule.GetProperty("iters_per_epoch").GetInt64();
            WarmupCosine ours = new(
                schedule.GetProperty("base").GetDouble(),
                schedule.GetProperty("final").GetDouble(),
                perEpoch * schedule.GetProperty("warmup_epochs").GetInt64(),
                perEpoch * schedule.GetProperty("epochs").GetInt64());
            int step = 0;
            foreach (double expected in schedule.GetProperty("values").EnumerateArray().Select(v => v.GetDouble()))
            {
                Assert.Equal(expected, ours.At(step++), 1e-12 * expected);
                compared++;
            }

            Assert.Equal(ours.Steps, step);
        }

        Assert.Equal(102, compared);
    }

    [Fact]
    public void The_last_rate_stays_beyond_the_end_and_no_step_is_negative()
    {
        WarmupCosine schedule = new(1e-3, 1e-5, 2, 10);
        Assert.Equal(schedule.At(9), schedule.At(1000));
        Assert.Equal(0, schedule.At(0));
        Assert.Equal(1e-3, schedule.At(1));
        Assert.Throws<ArgumentOutOfRangeException>(() => schedule.At(-1));
        Assert.Equal(1e-3, new WarmupCosine(1e-3, 1e-5, 0, 1).At(0));
        Assert.Equal(0, new WarmupCosine(1e-3, 1e-5, 1, 4).At(0));
    }
}
