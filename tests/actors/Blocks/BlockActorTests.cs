using Actors.Blocks;
using Actors.Data.Batches;
using Actors.Data.Motion;
using Actors.Edges;
using Actors.Loading;
using Actors.Messages;
using Actors.Runs;
using Actors.Tests.Runs;
using Akka.Actor;
using Akka.TestKit;
using Xunit;

namespace Actors.Tests.Blocks;

public class BlockActorTests() : Akka.TestKit.Xunit.TestKit("""
    block-dispatcher { type = PinnedDispatcher, executor = fork-join-executor, throughput = 1 }
    two-lane-mailbox { mailbox-type = "Actors.Edges.TwoLaneMailbox, actors" }
    """)
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Credit_that_comes_before_a_block_is_wired_is_as_good_as_later_credit(bool early)
    {
        using var folder = new TemporaryFolder();
        var (plan, chain, block) = await Start(folder);
        TestProbe consumer = CreateTestProbe();
        if (early)
        {
            block.Tell(new Credit(1));
        }

        block.Tell(new Wire(CreateTestProbe(), consumer));
        if (!early)
        {
            block.Tell(new Credit(1));
        }

        Batch batch = (await chain.Loader.Stream.ReadAsync(TestContext.Current.CancellationToken))!;
        var tokens = BatchTensors.On(plan.Device, batch, 1).Single();
        block.Tell(new Activation(0, null, new SharedBatch(0, (int)tokens.Clips, 0.001, tokens), 0));
        Activation output = await consumer.ExpectMsgAsync<Activation>(TimeSpan.FromSeconds(20), cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal(0, output.Batch);
        output.Dispose();
        await chain.Loader.Stream.DisposeAsync();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_count_of_credit_that_is_asked_for_before_a_block_is_wired_is_answered_as_soon_as_it_is(bool early)
    {
        using var folder = new TemporaryFolder();
        var (_, chain, block) = await Start(folder);
        TestProbe producer = CreateTestProbe();
        if (early)
        {
            block.Tell(new CountCredit(7));
        }

        // As after a crash of its own, when no credit is granted anew.
        block.Tell(new Wire(producer, CreateTestProbe()) { Restart = 6 });
        if (!early)
        {
            block.Tell(new CountCredit(7));
        }

        Credit counted = await producer.ExpectMsgAsync<Credit>(TimeSpan.FromSeconds(20), cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal(new Credit(chain.Blocks[0].Inlet.Plan.Capacity, 7), counted);
        await chain.Loader.Stream.DisposeAsync();
    }

    async Task<(RunPlan Plan, Chain Chain, IActorRef Block)> Start(TemporaryFolder folder)
    {
        var options = TinyRun.Options.With(partition: [2, 2]);
        var clips = new MotionClips(RunPlans.GeometryOf(options.Model), 4, 1);
        RunPlan plan = RunPlans.Make(options, clips, RunDirectory.Create(folder.Path, "x", DateTimeOffset.UnixEpoch), new RecordingObserver(), () => { });
        Chain chain = Chains.Make(plan, 1, null, null);
        EdgeRegistry.Of(Sys).Declare(chain.Blocks[0].Inlet);
        TestProbe run = CreateTestProbe();
        IActorRef block = run.ChildActorOf(
            Props.Create(() => new BlockActor(chain.Blocks[0], plan.Clocks[0])).WithDispatcher("block-dispatcher").WithMailbox(TwoLaneMailbox.Id), "block-0",
            TestContext.Current.CancellationToken);
        await run.ExpectMsgAsync<BlockReady>(TimeSpan.FromSeconds(20), cancellationToken: TestContext.Current.CancellationToken);
        return (plan, chain, block);
    }
}
