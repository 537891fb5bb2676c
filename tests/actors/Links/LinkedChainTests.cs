using System.Net;
using Actors.Configuration;
using Actors.Data.Batches;
using Actors.Edges;
using Actors.Links;
using Actors.Loading;
using Actors.Logging;
using Actors.Regimes;
using Actors.Runs;
using Actors.Tests.Runs;
using Akka.Actor;
using Akka.Actor.Setup;
using Akka.Configuration;
using Xunit;

namespace Actors.Tests.Links;

/// <summary>Whole runs over links, against the same runs in one process.</summary>
public class LinkedChainTests
{
    [Theory]
    [InlineData(Regime.Async, 1, LinkTargets.Chain)]
    [InlineData(Regime.Async, 1, LinkTargets.Local)]
    [InlineData(Regime.Simultaneous, 1, LinkTargets.Chain)]
    [InlineData(Regime.Sequential, 1, LinkTargets.Chain)]
    [InlineData(Regime.E2e, 1, LinkTargets.Chain)]
    [InlineData(Regime.E2e, 2, LinkTargets.Chain)]
    [InlineData(Regime.E2e, 2, LinkTargets.Local)]
    public async Task Weights_are_the_same_bits_over_links_that_break_as_in_one_process(Regime regime, int microBatches, LinkTargets targets)
    {
        RunOptions options = TinyRun.Options.With(regime: regime);
        options = options with { Training = options.Training with { MicroBatches = microBatches, DecodeFraction = 0.5 }, Snapshots = new SnapshotOptions { Every = 3 } };
        IReadOnlyList<string> expected = await TinyRun.Weights(options);
        (IReadOnlyList<string> weights, IReadOnlyList<EdgeCounts> edges) = await Train(options, targets, [6_000, 9_000, 30_000]);
        Assert.Equal(expected, weights);
        Assert.All(edges, edge => Assert.True(edge.Conserved && edge.InFlight == 0 && edge.Produced == edge.Consumed, edge.ToString()));
    }

    [Theory]
    [InlineData(OverflowPolicy.DropOldest)]
    [InlineData(OverflowPolicy.DropNewest)]
    [InlineData(OverflowPolicy.Latest)]
    [InlineData(OverflowPolicy.Replay)]
    public async Task Under_every_policy_a_run_ends_and_its_counts_add_up(OverflowPolicy policy)
    {
        RunOptions options = TinyRun.Options.With(overflow: [policy], steps: 40, slowdown: [1, 1, 5, 1]);
        (_, IReadOnlyList<EdgeCounts> edges) = await Train(options, LinkTargets.Chain, [5_000]);
        Assert.All(edges, edge => Assert.True(edge.Conserved && edge.InFlight == 0, edge.ToString()));
        Assert.All(edges, edge => Assert.InRange(edge.MaxDepth, 1, 2));
        Assert.Equal(40, edges[0].Produced);
        Assert.All(edges.Zip(edges.Skip(1)), pair => Assert.Equal(pair.First.Consumed, pair.Second.Produced));
    }

    static async Task<(IReadOnlyList<string>, IReadOnlyList<EdgeCounts>)> Train(RunOptions options, LinkTargets targets, long[] lifetimes)
    {
        using var folder = new TemporaryFolder();
        var directory = RunDirectory.Create(folder.Path, "test", DateTimeOffset.UnixEpoch);
        var observer = new RecordingObserver();
        OpenedClips clips = RunClips.Open(options, directory, observer, TestContext.Current.CancellationToken);
        RunPlan plan = RunPlans.Make(options, clips.Source, directory, observer, () => { });
        Config config = ConfigurationFactory.ParseString(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "hocon", "akka.conf")));
        ActorSystem system = ActorSystem.Create("linked", ActorSystemSetup.Create(BootstrapSetup.Create().WithConfig(config), new ActorLogSetup(plan.Observer)));
        await using EdgePort port = EdgePort.Open(new EdgePortOptions());
        CuttingProxy[] proxies = [.. Enumerable.Range(0, plan.Blocks).Select(_ => new CuttingProxy(port.Endpoint, lifetimes))];
        var done = new TaskCompletionSource<IReadOnlyList<string>>(TaskCreationOptions.RunContinuationsAsynchronously);
        List<(LinkMeter Meter, Edge Inlet)> ends = [];
        Chain chain = Chains.Make(plan, 1, null, null);
        ILocalBatches? batches = targets == LinkTargets.Local ? new FromStream(plan) : null;
        Func<int, IPEndPoint> via = k => proxies[k].Endpoint;
        try
        {
            system.ActorOf(Props.Create(() => new LinkedChain(plan, chain, port, via, targets, batches, ends, done)));
            IReadOnlyList<string> weights = await done.Task.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
            Assert.InRange(proxies.Sum(proxy => proxy.Cuts), 1, lifetimes.Length * proxies.Length);
            return (weights, [.. ends.Select(end => end.Meter.Counts().Joined(end.Inlet.Counts()))]);
        }
        finally
        {
            await system.Terminate();
            foreach (CuttingProxy proxy in proxies)
            {
                await proxy.DisposeAsync();
            }
        }
    }

    /// <summary>Serves any part of any batch, made anew each time: a function of seed and number.</summary>
    sealed class FromStream(RunPlan plan) : ILocalBatches
    {
        public async ValueTask<SharedBatch> TakeAsync(long batch, int part, CancellationToken stop)
        {
            await using IBatchStream stream = plan.Batches(batch);
            Batch made = (await stream.ReadAsync(stop))!;
            var parts = BatchTensors.On(plan.Device, made, plan.Regime.MicroBatches).ToArray();
            for (int other = 0; other < parts.Length; other++)
            {
                if (other != part)
                {
                    parts[other].Dispose();
                }
            }

            return new SharedBatch(batch, (int)parts[part].Clips, plan.Regime.LearningRate(batch), parts[part]);
        }
    }
}
