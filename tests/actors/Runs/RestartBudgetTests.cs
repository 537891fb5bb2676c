using Actors.Runs;
using CsCheck;
using Xunit;

namespace Actors.Tests.Runs;

public class RestartBudgetTests
{
    [Fact]
    public void No_window_holds_more_restarts_than_allowed_and_none_is_refused_without_need()
    {
        Gen.Select(Gen.Int[0, 4], Gen.Int[1, 50], Gen.Int[0, 30].Array[0, 60]).Sample((allowed, window, pauses) =>
        {
            var time = new ManualTime();
            var budget = new RestartBudget(allowed, TimeSpan.FromMicroseconds(window), time);
            List<long> granted = [];
            foreach (int pause in pauses)
            {
                time.Advance(pause);
                long now = time.GetTimestamp();
                bool free = granted.Count(when => now - when <= window) < allowed;
                Assert.Equal(free, budget.TrySpend());
                if (free)
                {
                    granted.Add(now);
                }
            }
        });
    }
}
