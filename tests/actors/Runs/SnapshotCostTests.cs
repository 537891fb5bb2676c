using System.Diagnostics;
using Actors.Configuration;
using Actors.Data.Motion;
using Actors.Runs;
using Xunit;

namespace Actors.Tests.Runs;

/// <summary>What a snapshot every 20 steps costs: pairs of runs, one with and one without, in turn.</summary>
[Collection(nameof(AloneOnTheMachine))]
public class SnapshotCostTests(ITestOutputHelper output)
{
    const int Pairs = 11;

    static readonly RunOptions Options = TinyRun.Options with
    {
        Model = new ModelOptions(),
        Training = new TrainingOptions { Steps = 100, Batch = 8, Blocks = 4, DecodeFraction = 0.25 },
        Data = TinyRun.Options.Data with { Prefetch = 4 },
    };

    [Fact]
    public async Task Snapshots_every_20_steps_cost_less_than_3_percent_of_throughput()
    {
        Assert.SkipUnless(Environment.GetEnvironmentVariable("ACTORS_LONG") == "1", "takes minutes: set ACTORS_LONG=1 to run it");
        var clips = new RememberedClips(new MotionClips(RunPlans.GeometryOf(Options.Model), 24), 24);
        await Measure(clips, 20);
        List<(double Wall, double Processor)> ratios = [];
        for (int pair = 0; pair < Pairs; pair++)
        {
            // Which goes first changes, so that a machine that grows slower or faster favours neither.
            bool withFirst = pair % 2 == 0;
            (double Wall, double Processor) first = await Measure(clips, withFirst ? 20 : 0);
            (double Wall, double Processor) second = await Measure(clips, withFirst ? 0 : 20);
            (var with, var without) = withFirst ? (first, second) : (second, first);
            ratios.Add((with.Wall / without.Wall, with.Processor / without.Processor));
            output.WriteLine($"with {with.Wall:f2} s ({with.Processor:f2} s of processor), without {without.Wall:f2} s ({without.Processor:f2} s): {ratios[^1].Wall:f3}, {ratios[^1].Processor:f3}");
        }

        double wall = ratios.Select(r => r.Wall).Order().ElementAt(Pairs / 2);
        double processor = ratios.Select(r => r.Processor).Order().ElementAt(Pairs / 2);
        output.WriteLine($"median of {Pairs} pairs: {wall:f3} of the time, {processor:f3} of the processor time");
        Assert.True(wall < 1.03, $"{wall:f3} of the time without snapshots");
    }

    static async Task<(double Wall, double Processor)> Measure(RememberedClips clips, int every)
    {
        using var folder = new TemporaryFolder();
        var directory = RunDirectory.Create(folder.Path, "test", DateTimeOffset.UnixEpoch);
        RunOptions options = Options with { Snapshots = new SnapshotOptions { Every = every } };
        TimeSpan before = Process.GetCurrentProcess().TotalProcessorTime;
        RunResult result = await Training.TrainAsync(RunPlans.Make(options, clips, directory, new RecordingObserver(), () => { }), TestContext.Current.CancellationToken);
        Assert.Equal((ExitCode.Done, ""), (result.Code, result.Message));
        return (result.Summary!.Seconds, (Process.GetCurrentProcess().TotalProcessorTime - before).TotalSeconds);
    }
}
