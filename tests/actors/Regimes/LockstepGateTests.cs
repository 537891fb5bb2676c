using Actors.Regimes;
using Xunit;

namespace Actors.Tests.Regimes;

public class LockstepGateTests
{
    [Fact]
    public void A_batch_is_learned_when_the_last_block_has_updated_on_it()
    {
        var gate = new LockstepGate(3);
        Assert.Equal([false, false, true], new[] { gate.Learned(0), gate.Learned(0), gate.Learned(0) });
        Assert.Equal([false, false, true], new[] { gate.Learned(1), gate.Learned(1), gate.Learned(1) });
    }

    [Fact]
    public void An_update_ahead_of_the_barrier_is_an_error_that_says_where_blocks_are()
    {
        var gate = new LockstepGate(2);
        gate.Learned(0);
        var error = Assert.Throws<InvalidOperationException>(() => gate.Learned(1));
        Assert.Contains("batch 1 while blocks are at batch 0 (1 of 2", error.Message, StringComparison.Ordinal);
    }
}
