using Actors.Configuration;
using Actors.Data.Batches;
using Actors.Data.Clips;
using Actors.Loading;
using Actors.Model.Blocks;
using Actors.Model.Checkpoints;
using Actors.Model.Devices;
using Actors.Regimes;
using Actors.Runs;
using TorchSharp;
using Xunit;

namespace Actors.Tests.Runs;

public class RegimeTests
{
    static readonly int[] FirstLayers = [0, 1, 3];

    static readonly RunOptions EndToEnd = TinyRun.Options.With(regime: Regime.E2e, partition: [1, 2, 1]) with
    {
        Training = TinyRun.Options.Training with { Regime = Regime.E2e, Partition = [1, 2, 1], Batch = 4 },
    };

    [Theory]
    [InlineData("motion", 1)]
    [InlineData("motion", 2)]
    [InlineData("motion", 4)]
    [InlineData("tennis7", 1)]
    [InlineData("tennis7", 4)]
    public async Task End_to_end_over_actors_equals_one_monolithic_block_with_accumulated_gradients_to_the_bit(string source, int microBatches)
    {
        RunOptions options = EndToEnd.On(source) with { Training = EndToEnd.Training with { MicroBatches = microBatches } };
        using var folder = new TemporaryFolder();
        RunOutcome outcome = await TinyRun.In(folder, options);
        Assert.Equal((ExitCode.Done, ""), (outcome.Code, outcome.Message));
        IReadOnlyDictionary<string, byte[]> expected = Monolith(options, microBatches, InitialWeights(folder));
        int compared = 0;
        for (int block = 0; block < 3; block++)
        {
            var file = SafetensorsFile.Read(folder.In($"snapshots/8/block-{block}.safetensors"));
            foreach (var entry in file.Entries.Values.Where(entry => entry.Name != "optimizer.step"))
            {
                string name = WholeName(entry.Name, FirstLayers[block]);
                Assert.True(entry.Bytes.Span.SequenceEqual(expected[name]), $"{name} differs");
                compared++;
            }
        }

        Assert.Equal(expected.Count - 1, compared);
    }

    [Fact]
    public async Task End_to_end_with_micro_batches_is_the_same_for_any_capacity_and_delay()
    {
        var options = EndToEnd with { Training = EndToEnd.Training with { MicroBatches = 4 } };
        IReadOnlyList<string> expected = await TinyRun.Weights(options);
        Assert.Equal(expected, await TinyRun.Weights(options.With(capacity: [1, 3, 2], jitter: [0.003, 0, 0.002], slowdown: [1, 3, 1])));
    }

    [Fact]
    public async Task Sequential_trains_each_block_for_its_share_while_the_others_rest()
    {
        var options = TinyRun.Options.With(regime: Regime.Sequential, partition: [2, 1, 1]);
        options = options with { Training = options.Training with { Share = [3, 2, 4] } };
        RunOutcome outcome = await TinyRun.Of(options);
        Assert.Equal((ExitCode.Done, ""), (outcome.Code, outcome.Message));
        Assert.Equal([3, 2, 4], outcome.Summary!.Blocks.Select(block => block.Updates));
        Assert.Equal(9, outcome.Summary.Steps);

        // Block 0 sees all batches, block 1 those after its predecessor's share, block 2 its own.
        Assert.Equal([9, 6, 4], outcome.Summary.Edges.Select(edge => edge.Consumed));
    }

    [Fact]
    public async Task Sequential_is_the_same_for_any_capacity_and_delay()
    {
        var options = TinyRun.Options.With(regime: Regime.Sequential, steps: 12);
        IReadOnlyList<string> expected = await TinyRun.Weights(options);
        Assert.Equal(expected, await TinyRun.Weights(options.With(capacity: [1, 4, 2, 1], jitter: [0.003, 0, 0.002, 0.001], workers: 3)));
    }

    [Fact]
    public async Task Before_its_share_a_sequential_block_keeps_its_initial_weights_and_the_first_block_learns_as_in_async()
    {
        var async = TinyRun.Options.With(steps: 4);
        async = async with { Training = async.Training with { WarmupSteps = 0, FinalLearningRate = async.Training.LearningRate } };
        var sequential = async.With(regime: Regime.Sequential) with { };
        sequential = sequential with { Training = sequential.Training with { Regime = Regime.Sequential, Share = [4, 1, 1, 1] } };
        Assert.Equal((await TinyRun.Weights(async))[0], (await TinyRun.Weights(sequential))[0]);
    }

    /// <summary>The chain's initial weights under the names of the whole model. A decoder's are a function of its block's number.</summary>
    static Dictionary<string, SafetensorsEntry> InitialWeights(TemporaryFolder folder)
    {
        Dictionary<string, SafetensorsEntry> weights = [];
        for (int block = 0; block < FirstLayers.Length; block++)
        {
            foreach (SafetensorsEntry entry in SafetensorsFile.Read(folder.In($"snapshots/0/block-{block}.safetensors")).Entries.Values)
            {
                if (!entry.Name.StartsWith("optimizer.", StringComparison.Ordinal))
                {
                    weights[WholeName(entry.Name, FirstLayers[block])] = entry;
                }
            }
        }

        return weights;
    }

    /// <summary>The same model as one block in a plain loop: no actors, edges or messages.</summary>
    static Dictionary<string, byte[]> Monolith(RunOptions options, int microBatches, Dictionary<string, SafetensorsEntry> initial)
    {
        using var folder = new TemporaryFolder();
        RunDirectory directory = RunDirectory.Create(folder.In("clips"), "x", DateTimeOffset.UnixEpoch);
        IClipSource clips = RunClips.Open(options, directory, new RecordingObserver(), CancellationToken.None).Source;
        RunPlan plan = RunPlans.Make(options, clips, RunDirectory.Create(folder.Path, "x", DateTimeOffset.UnixEpoch), new RecordingObserver(), () => { });
        BlockPlan whole = Chains.Make(plan, 1, null, null).Blocks[^1].Plan with { Index = 0, FirstLayer = 0, Layers = options.Model.Depth };
        Dictionary<string, byte[]> state = [];
        var thread = new Thread(() =>
        {
            TorchThreads.Use(1);
            var stream = new BatchStream(clips, new BatchOptions { BatchSize = options.Training.Batch, Seed = options.Training.Seed, MaskRatio = options.Training.MaskRatio });
            using var block = new Block(whole, options.Training.Seed, TorchDevice.Cpu);
            block.RestoreWeights(initial);
            for (long step = 0; step < options.Training.Steps; step++)
            {
                Batch batch = stream.ReadAsync().AsTask().GetAwaiter().GetResult()!;
                foreach (MaskedTokens part in BatchTensors.On(TorchDevice.Cpu, batch, microBatches))
                {
                    using (part)
                    {
                        block.Forward(null, part).Dispose();
                        block.BackwardFromLoss(part, 1.0 / microBatches)?.Dispose();
                    }
                }

                Assert.True(block.Update(plan.Regime.LearningRate(step)).Finite);
            }

            foreach ((string name, torch.Tensor tensor) in block.State())
            {
                state[name] = tensor.bytes.ToArray();
            }

            stream.DisposeAsync().AsTask().GetAwaiter().GetResult();
        });
        thread.Start();
        thread.Join();
        return state;
    }

    /// <summary>A block counts its layers from 0; the whole model counts all of them.</summary>
    static string WholeName(string name, int firstLayer)
    {
        int at = name.StartsWith("optimizer.", StringComparison.Ordinal) ? name.IndexOf('.', "optimizer.".Length) + 1 : 0;
        string tensor = name[at..];
        if (!tensor.StartsWith("layers.", StringComparison.Ordinal))
        {
            return name;
        }

        string[] parts = tensor.Split('.', 3);
        return $"{name[..at]}layers.{int.Parse(parts[1], System.Globalization.CultureInfo.InvariantCulture) + firstLayer}.{parts[2]}";
    }
}
