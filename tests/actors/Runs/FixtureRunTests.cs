using System.Text.Json;
using Actors.Configuration;
using Actors.Data.Motion;
using Actors.Model.Blocks;
using Actors.Model.Checkpoints;
using Actors.Regimes;
using Actors.Runs;
using Actors.Snapshots;
using Actors.Tests.Model;
using Xunit;

namespace Actors.Tests.Runs;

/// <summary>Whole runs (loader, edges, blocks, coordinator) against the float64 numbers of <c>bwssl_tiny</c>, within its README's tolerances.</summary>
public class FixtureRunTests
{
    readonly SafetensorsFile file = Fixture.Read("bwssl_tiny");
    readonly SafetensorsFile regimes = Fixture.Read("bwssl_tiny_regimes");

    [Theory]
    [InlineData(Regime.Simultaneous)]
    [InlineData(Regime.Async)]
    public async Task Losses_weights_and_moments_of_a_run_of_local_blocks_equal_the_reference(Regime regime)
    {
        using var folder = new TemporaryFolder();
        IReadOnlyList<StepLine> steps = await Run(folder, regime, [0, 1, 2, 0]);
        Assert.Equal(8, steps.Count);
        Assert.All(steps, step => Loss(
            file[step.Batch < 3 ? $"sim.loss.step{step.Batch}.block{step.Block}" : $"sim.loss.after3_on_step0.block{step.Block}"], step));
        CompareWeights(folder, 1, name => regimes[$"sim.w.after1.{name}"]);
        CompareWeights(folder, 2, name => regimes[$"sim.w.after2.{name}"]);
        CompareWeights(folder, 3, name => file[$"sim.w.after3.{name}"]);
        foreach ((string name, SafetensorsEntry entry) in State(folder, 3, "optimizer.exp_avg"))
        {
            SafetensorsEntry expected = regimes[$"sim.{name}"];
            float[] reference = expected.ToArray<float>();
            double deviation = reference.Zip(entry.ToArray<float>(), (e, a) => Math.Abs((double)e - a)).Max();
            Assert.True(deviation <= 2e-5 * reference.Max(Math.Abs), $"{name}: {deviation} off");
        }
    }

    [Fact]
    public async Task Losses_and_weights_of_a_sequential_run_equal_the_reference()
    {
        using var folder = new TemporaryFolder();
        IReadOnlyList<StepLine> steps = await Run(folder, Regime.Sequential, [0, 1, 2, 0, 1, 2]);
        Assert.Equal([0, 0, 0, 1, 1, 1], steps.OrderBy(step => step.Batch).Select(step => step.Block));
        Assert.All(steps, step => Loss(regimes[$"seq.loss.block{step.Block}.step{step.Batch % 3}"], step));
        CompareWeights(folder, 6, name => regimes[$"seq.w.after.{name}"]);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Losses_and_weights_of_an_end_to_end_run_equal_the_reference(int microBatches)
    {
        using var folder = new TemporaryFolder();
        IReadOnlyList<StepLine> steps = await Run(folder, Regime.E2e, [0, 1, 2], microBatches);
        Assert.Equal(6, steps.Count);
        Assert.All(steps, step => Loss(regimes[$"e2e.loss.step{step.Batch}"], step));
        CompareWeights(folder, 3, name => regimes[$"e2e.w.after.{name}"]);
    }

    static void Loss(SafetensorsEntry expected, StepLine step) => Assert.Equal(expected.ToArray<float>()[0], step.Loss, 2e-6);

    static void CompareWeights(TemporaryFolder folder, long snapshot, Func<string, SafetensorsEntry> reference)
    {
        List<double> deviations = [];
        foreach ((string name, SafetensorsEntry entry) in State(folder, snapshot, ""))
        {
            deviations.AddRange(reference(name).ToArray<float>().Zip(entry.ToArray<float>(), (e, a) => Math.Abs((double)e - a)));
        }

        double share = deviations.Count(deviation => deviation > 1e-6) / (double)deviations.Count;
        TestContext.Current.TestOutputHelper!.WriteLine($"snapshot {snapshot}: {share:p4} of {deviations.Count} off by more than 1e-6, largest {deviations.Max():g3}");
        Assert.True(share <= 0.002, $"snapshot {snapshot}: {share:p3} of the weights are off by more than 1e-6; no weight decay gives 94 %, decay on biases 3.3 %");
        Assert.True(deviations.Max() <= 2e-4, $"snapshot {snapshot}: largest deviation {deviations.Max()}");
    }

    /// <summary>Weights (or, by prefix, moments) of a snapshot by the reference's names: <c>blocks.0.norm.weight</c>, <c>exp_avg.blocks.0.norm.weight</c>.</summary>
    static IEnumerable<(string Name, SafetensorsEntry Entry)> State(TemporaryFolder folder, long snapshot, string prefix)
    {
        for (int k = 0; k < 2; k++)
        {
            var entries = SafetensorsFile.Read(folder.In($"run/snapshots/{snapshot}/block-{k}.safetensors")).Entries.Values;
            foreach (SafetensorsEntry entry in entries.Where(entry => entry.Name != "optimizer.step"))
            {
                string[] parts = entry.Name.Split('.', 3);
                bool moment = parts[0] == "optimizer";
                if (moment == (prefix.Length > 0))
                {
                    yield return (moment ? $"{parts[1]}.blocks.{k}.{parts[2]}" : $"blocks.{k}.{entry.Name}", entry);
                }
            }
        }
    }

    async Task<IReadOnlyList<StepLine>> Run(TemporaryFolder folder, Regime regime, int[] clips, int microBatches = 1)
    {
        var options = new RunOptions
        {
            Model = new ModelOptions { Name = "bwssl-tiny", Width = 48, Depth = 4, Heads = 3, FrameSize = 32, DecoderWidth = 24, DecoderDepth = 2, DecoderHeads = 3 },
            Training = new TrainingOptions
            {
                Regime = regime,
                Partition = [2, 2],
                Steps = clips.Length,
                Share = [3, 3],
                Batch = 2,
                MicroBatches = microBatches,
                LearningRate = Fixture.LearningRate,
                FinalLearningRate = Fixture.LearningRate,
                WarmupSteps = 0,
            },
            Snapshots = new SnapshotOptions { Every = 1, Keep = 10 },
            Metrics = new MetricsOptions { Port = 0 },
        };
        var directory = RunDirectory.Create(folder.In("run"), "", DateTimeOffset.UnixEpoch);
        var unused = new MotionClips(RunPlans.GeometryOf(options.Model), 1, 0);
        RunPlan plan = RunPlans.Make(options, unused, directory, new RecordingObserver(), () => { }) with
        {
            Batches = first => new FixtureStream(file, clips, first),
            Start = InitialWeights(folder.In("start"), regime),
        };
        RunResult result = await Training.TrainAsync(plan, CancellationToken.None);
        Assert.Equal((ExitCode.Done, ""), (result.Code, result.Message));
        return [.. File.ReadLines(directory.Steps).Select(line => JsonSerializer.Deserialize<StepLine>(line, RunJson.Line)!)];
    }

    LoadedSnapshot InitialWeights(string folder, Regime regime)
    {
        List<SnapshotPart> parts = [];
        for (int k = 0; k < 2; k++)
        {
            using Block block = Fixture.Blockwise(file, k, hasDecoder: regime != Regime.E2e || k == 1);
            using var copy = StateCopy.Of(block, 0);
            parts.Add(copy.Write(folder));
        }

        return new LoadedSnapshot(folder, new SnapshotManifest(1, 0, true, 1, "bwssl-tiny", RunPlans.NameOf(regime), [2, 2], parts));
    }
}
