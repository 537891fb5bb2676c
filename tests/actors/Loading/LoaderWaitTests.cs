using Actors.Loading;
using Xunit;

namespace Actors.Tests.Loading;

public class LoaderWaitTests
{
    readonly ManualTime time = new();

    [Fact]
    public void Only_the_time_in_which_a_batch_is_wanted_counts()
    {
        var wait = new LoaderWait(time);
        time.Advance(1_000_000);
        wait.Wants();
        time.Advance(2_000_000);
        wait.Wants();
        time.Advance(1_000_000);
        Assert.Equal(3, wait.Ends(), 6);
        time.Advance(5_000_000);
        Assert.Equal(0, wait.Ends());
    }

    [Fact]
    public void A_pause_does_not_count()
    {
        var wait = new LoaderWait(time);
        wait.Wants();
        time.Advance(1_000_000);
        wait.Pauses();
        time.Advance(60_000_000);
        wait.Wants();
        time.Advance(500_000);
        Assert.Equal(1.5, wait.Ends(), 6);
    }
}
