using System.Collections.Concurrent;
using Actors.Configuration;
using Actors.Regimes;
using Actors.Runs;
using Actors.Tests.Model.Devices;
using Xunit;

namespace Actors.Tests.Runs;

/// <summary>In which order the streams of loader and blocks are asked, in whole runs on the processor.</summary>
public class StreamOrderTests
{
    [Theory]
    [InlineData(Regime.Async, false)]
    [InlineData(Regime.Async, true)]
    [InlineData(Regime.Simultaneous, false)]
    [InlineData(Regime.E2e, false)]
    [InlineData(Regime.E2e, true)]
    [InlineData(Regime.Sequential, true)]
    public async Task Every_tensor_on_an_edge_is_recorded_by_its_producer_waited_for_by_its_consumer_and_freed_behind_that(Regime regime, bool late)
    {
        var log = new ConcurrentQueue<StreamCall>();
        RunOptions options = TinyRun.Options.With(regime: regime);
        IReadOnlyList<string> weights = await Run(options, name => new RecordingStream(name, log, late));
        Assert.Equal(await TinyRun.Weights(options), weights);

        StreamCall[] calls = [.. log];
        Assert.DoesNotContain(calls, call => call.What is "wait for a freed" or "free again");
        (StreamCall Call, int At)[] waits = [.. calls.Select((call, at) => (call, at)).Where(each => each.call.What == "wait")];
        foreach ((StreamCall wait, int at) in waits)
        {
            string moment = wait.Moment;
            string producer = moment.Split('#')[0];
            int recorded = Array.FindIndex(calls, call => call.What == "record" && call.Moment == moment);
            int freed = Array.FindIndex(calls, call => call.What == "free" && call.Moment == moment);
            Assert.True(recorded >= 0 && recorded < at && calls[recorded].Stream == producer, $"{moment} was waited for before it was recorded");
            Assert.True(freed > at, $"{moment} was freed before it was waited for");

            // Behind what it has read, the consumer has recorded another moment, which is what freeing waits for.
            string consumer = wait.Stream;
            Assert.Contains(calls[(at + 1)..freed], call => call.What == "record" && call.Stream == consumer);
        }

        // Each block waits for each batch that it meets, and for each output of the block before it; end to end for gradients too. One after
        // the other, a block meets none before the earlier ones have had their shares.
        long steps = RunPlans.StepsOf(options);
        for (int block = 0; block < 4; block++)
        {
            long batches = regime == Regime.Sequential ? steps - (block * steps / 4) : steps;
            string name = $"block-{block}";
            int Of(string producer) => waits.Count(each => each.Call.Stream == name && each.Call.Moment.StartsWith(producer + "#", StringComparison.Ordinal));
            Assert.Equal(batches, Of("loader"));
            Assert.Equal(block == 0 ? 0 : batches, Of($"block-{block - 1}"));
            Assert.Equal(regime == Regime.E2e && block < 3 ? batches : 0, Of($"block-{block + 1}"));
            Assert.Equal(("use", 1), (calls.First(call => call.Stream == name).What, calls.Count(call => call.Stream == name && call.What == "leave")));
        }

        // Nothing that was recorded is left behind.
        Assert.Equal(calls.Count(call => call.What == "record"), calls.Count(call => call.What == "free"));
    }

    static async Task<IReadOnlyList<string>> Run(RunOptions options, Func<string, RecordingStream> streams)
    {
        using var folder = new TemporaryFolder();
        var directory = RunDirectory.Create(folder.Path, "test", DateTimeOffset.UnixEpoch);
        var observer = new RecordingObserver();
        OpenedClips clips = RunClips.Open(options, directory, observer, TestContext.Current.CancellationToken);
        RunPlan plan = RunPlans.Make(options, clips.Source, directory, observer, () => { }) with { Streams = streams };
        RunResult result = await Training.TrainAsync(plan, TestContext.Current.CancellationToken);
        Assert.Equal((ExitCode.Done, ""), (result.Code, result.Message));
        return result.Summary!.WeightsSha256;
    }
}
