using Actors.Snapshots;
using Xunit;

namespace Actors.Tests.Snapshots;

public class SnapshotLedgerTests
{
    readonly SnapshotLedger ledger = new(3);

    [Fact]
    public void A_snapshot_is_complete_with_its_last_share_in_the_order_of_blocks()
    {
        Assert.True(ledger.Begin(4));
        Assert.False(ledger.Begin(4));
        Assert.Null(ledger.Take(Part(2, 4), out _));
        Assert.Null(ledger.Take(Part(0, 4), out _));
        Assert.False(ledger.Idle);
        Assert.Equal([0, 1, 2], ledger.Take(Part(1, 4), out bool abandoned)!.Select(part => part.Block));
        Assert.False(abandoned);
        Assert.True(ledger.Idle);
    }

    [Fact]
    public void Two_snapshots_under_way_do_not_mix()
    {
        ledger.Begin(4);
        ledger.Begin(5);
        Assert.Null(ledger.Take(Part(0, 4), out _));
        Assert.Null(ledger.Take(Part(0, 5), out _));
        Assert.Null(ledger.Take(Part(1, 5), out _));
        Assert.All(ledger.Take(Part(2, 5), out _)!, part => Assert.Equal(5, part.Batch));
        Assert.False(ledger.Idle);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void A_share_that_failed_first_last_or_between_abandons_the_snapshot_once_all_have_answered(int failing)
    {
        ledger.Begin(4);
        bool abandoned = false;
        for (int block = 0; block < 3; block++)
        {
            Assert.False(abandoned);
            if (block == failing)
            {
                Assert.True(ledger.Fail(4, out abandoned));
            }
            else
            {
                Assert.Null(ledger.Take(Part(block, 4), out abandoned));
            }
        }

        Assert.True(abandoned);
        Assert.True(ledger.Idle);
    }

    [Fact]
    public void Only_the_first_failure_of_a_snapshot_is_news()
    {
        ledger.Begin(4);
        Assert.True(ledger.Fail(4, out _));
        Assert.False(ledger.Fail(4, out _));
        ledger.Clear();
        Assert.True(ledger.Idle);
    }

    static SnapshotPart Part(int block, long batch) => new(block, batch, SnapshotFolder.FileOf(block), "", 0, 0);
}
