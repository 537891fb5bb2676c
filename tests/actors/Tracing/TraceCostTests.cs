using System.Diagnostics;
using System.Globalization;
using Actors.Model.Blocks;
using Actors.Runs;
using Actors.Tests.Runs;
using Actors.Tracing;
using Xunit;

namespace Actors.Tests.Tracing;

/// <summary>What a trace costs. Measured event by event: the difference of two runs drowns in the noise of a shared machine.</summary>
[Collection(nameof(AloneOnTheMachine))]
public sealed class TraceCostTests(ITestOutputHelper output)
{
    const int Events = 50_000;

    [Fact]
    public async Task Noting_and_writing_take_less_than_two_percent_of_even_a_tiny_step()
    {
        using var folder = new TemporaryFolder();
        RunOutcome outcome = await TinyRun.In(folder, TinyRun.Options.With(steps: 100) with { Trace = true });
        Assert.Equal(ExitCode.Done, outcome.Code);
        double step = outcome.Summary!.Blocks.Sum(block => block.ComputeSeconds) / outcome.Summary.Blocks.Sum(block => block.Updates);
        var trace = new TraceReading(folder.In("trace.json"));
        double eventsPerUpdate = (trace.Spans.Count + (2.0 * trace.Arrows.Count)) / outcome.Summary.Blocks.Sum(block => block.Updates);

        // The first is for the compiler; of the others the least counts, which nobody else on the machine has held up.
        await SecondsOf(folder.In("warm.json"));
        List<double> seconds = [];
        for (int round = 0; round < 5; round++)
        {
            seconds.Add(await SecondsOf(folder.In($"cost-{round}.json")));
        }

        double each = seconds.Min() / Events;
        double share = each * eventsPerUpdate / step;
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{each * 1e6:0.00} us an event, {eventsPerUpdate:0.0} events an update, {step * 1e3:0.00} ms a step: {share:P2}"));
        Assert.InRange(share, 0, 0.02);
    }

    static async Task<double> SecondsOf(string path)
    {
        long began = Stopwatch.GetTimestamp();
        await using (RunTrace trace = RunTrace.Open(path, "cost", new RecordingObserver()))
        {
            BlockTrace block = trace.Block(0);
            for (int k = 0; k < Events; k++)
            {
                block.Timed(StepPhase.Forward, began, began + k);
            }
        }

        return Stopwatch.GetElapsedTime(began).TotalSeconds;
    }
}
