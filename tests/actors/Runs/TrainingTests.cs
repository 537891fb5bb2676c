using System.Text.Json;
using Actors.Edges;
using Actors.Regimes;
using Actors.Runs;
using Xunit;

namespace Actors.Tests.Runs;

public class TrainingTests
{
    [Fact]
    public async Task A_finished_run_leaves_its_documented_files()
    {
        using var folder = new TemporaryFolder();
        RunOutcome outcome = await TinyRun.In(folder, TinyRun.Options);
        Assert.Equal(ExitCode.Done, outcome.Code);
        Assert.All(["config.conf", "manifest.json", "steps.jsonl", "summary.json", "snapshots/0/manifest.json", "snapshots/8/manifest.json"],
            file => Assert.True(File.Exists(folder.In(file)), file));
        Assert.Empty(Directory.GetDirectories(folder.In("snapshots"), "*.tmp"));
    }

    [Fact]
    public async Task Steps_jsonl_has_one_object_for_each_update_with_the_contracts_fields()
    {
        using var folder = new TemporaryFolder();
        await TinyRun.In(folder, TinyRun.Options);
        JsonElement[] steps = [.. File.ReadLines(folder.In("steps.jsonl")).Select(line => JsonDocument.Parse(line).RootElement)];
        Assert.Equal(4 * 8, steps.Length);
        string[] fields = ["time", "block", "batch", "update", "loss", "age", "starved_s", "compute_s", "blocked_s", "grad_norm"];
        Assert.All(steps, step => Assert.Equal(fields, step.EnumerateObject().Select(property => property.Name)));
        for (int block = 0; block < 4; block++)
        {
            Assert.Equal(Enumerable.Range(0, 8), steps.Where(step => step.GetProperty("block").GetInt32() == block).Select(step => step.GetProperty("batch").GetInt32()));
        }
    }

    [Fact]
    public async Task Summary_json_has_the_contracts_fields()
    {
        using var folder = new TemporaryFolder();
        await TinyRun.In(folder, TinyRun.Options);
        JsonElement summary = JsonDocument.Parse(File.ReadAllText(folder.In("summary.json"))).RootElement;
        string[] fields = ["regime", "partition", "model", "steps", "clips", "clips_per_second", "seconds", "final_loss", "edges", "blocks", "peak_rss_bytes", "weights_sha256"];
        Assert.All(fields, field => Assert.True(summary.TryGetProperty(field, out _), field));
        Assert.Equal("async", summary.GetProperty("regime").GetString());
        Assert.Equal(16, summary.GetProperty("clips").GetInt64());
        Assert.All(summary.GetProperty("edges").EnumerateArray(), edge =>
        {
            Assert.Equal(8, edge.GetProperty("produced").GetInt64());
            Assert.Equal(8, edge.GetProperty("consumed").GetInt64());
            Assert.InRange(edge.GetProperty("max_depth").GetInt32(), 1, 2);
        });
    }

    [Fact]
    public async Task A_hash_in_the_summary_is_that_of_the_last_snapshots_tensors()
    {
        using var folder = new TemporaryFolder();
        RunOutcome outcome = await TinyRun.In(folder, TinyRun.Options);
        for (int block = 0; block < 4; block++)
        {
            var file = Actors.Model.Checkpoints.SafetensorsFile.Read(folder.In($"snapshots/8/block-{block}.safetensors"));
            byte[] bytes = [.. file.Entries.Values.OrderBy(entry => entry.Name, StringComparer.Ordinal).SelectMany(entry => entry.Bytes.ToArray())];
            Assert.Equal(outcome.Summary!.WeightsSha256[block], Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(bytes)));
        }
    }

    [Theory]
    [InlineData(OverflowPolicy.DropOldest)]
    [InlineData(OverflowPolicy.DropNewest)]
    [InlineData(OverflowPolicy.Latest)]
    public async Task A_lossy_edge_before_a_straggler_drops_and_every_edge_conserves(OverflowPolicy policy)
    {
        var options = TinyRun.Options.With(
            steps: 40, capacity: [2], overflow: [OverflowPolicy.Wait, OverflowPolicy.Wait, policy, OverflowPolicy.Wait], slowdown: [1, 1, 5, 1], jitter: [0, 0, 0.02, 0]);
        RunOutcome outcome = await TinyRun.Of(options);
        Assert.Equal((ExitCode.Done, ""), (outcome.Code, outcome.Message));
        IReadOnlyList<EdgeSummary> edges = outcome.Summary!.Edges;
        Assert.All(edges, edge => Assert.Equal(edge.Produced, edge.Consumed + edge.Dropped + edge.InFlight));
        Assert.All(edges, edge => Assert.InRange(edge.MaxDepth, 0, 2));
        Assert.InRange(edges[2].Dropped, 1, 39);
        Assert.Equal(edges[2].Consumed, edges[3].Produced);
    }

    [Theory]
    [InlineData(Regime.Async)]
    [InlineData(Regime.Simultaneous)]
    public async Task A_loss_that_is_not_finite_ends_the_run_with_4_names_block_and_batch_and_keeps_the_last_good_state(Regime regime)
    {
        using var folder = new TemporaryFolder();
        var options = TinyRun.Options.With(regime: regime, steps: 50);
        options = options with { Training = options.Training with { LearningRate = 10, WarmupSteps = 0, WeightDecay = 10 } };
        RunOutcome outcome = await TinyRun.In(folder, options);
        Assert.Equal(ExitCode.Diverged, outcome.Code);
        Assert.Matches(@"^block-\d diverged at batch \d+: loss ", outcome.Message);
        for (int block = 0; block < 4; block++)
        {
            var state = Actors.Model.Checkpoints.SafetensorsFile.Read(folder.In($"last-good/block-{block}.safetensors"));
            Assert.All(state.Entries.Values.Where(entry => entry.Name != "optimizer.step"), entry => Assert.All(entry.ToArray<float>(), value => Assert.True(float.IsFinite(value), entry.Name)));
        }
    }

    [Fact]
    public async Task A_folder_that_holds_a_run_is_refused_and_left_alone()
    {
        using var folder = new TemporaryFolder();
        await TinyRun.In(folder, TinyRun.Options);
        DateTime before = File.GetLastWriteTimeUtc(folder.In("steps.jsonl"));
        RunOutcome outcome = await TinyRun.In(folder, TinyRun.Options);
        Assert.Equal(ExitCode.Usage, outcome.Code);
        Assert.Contains("holds a run already", outcome.Message, StringComparison.Ordinal);
        Assert.Equal(before, File.GetLastWriteTimeUtc(folder.In("steps.jsonl")));
    }

    [Fact]
    public async Task Cuda_on_a_machine_without_one_ends_with_7_in_one_line()
    {
        Assert.SkipWhen(TorchSharp.torch.cuda_is_available(), "this machine has CUDA");
        RunOutcome outcome = await TinyRun.Of(TinyRun.Options with { Training = TinyRun.Options.Training with { Device = "cuda" } });
        Assert.Equal(ExitCode.Device, outcome.Code);
        Assert.DoesNotContain('\n', outcome.Message);
    }

    [Fact]
    public async Task A_run_that_is_told_to_stop_drains_its_edges_and_writes_a_last_snapshot()
    {
        using var folder = new TemporaryFolder();
        using var stop = new CancellationTokenSource();
        var observer = new StopAfterFirstUpdate(stop);
        RunOutcome outcome = await TinyRun.In(folder, TinyRun.Options.With(steps: 1_000_000), observer, stop.Token);
        Assert.Equal(ExitCode.Interrupted, outcome.Code);
        long steps = outcome.Summary!.Steps;
        Assert.InRange(steps, 1, 999_999);
        Assert.True(File.Exists(folder.In($"snapshots/{steps}/manifest.json")));
        Assert.All(outcome.Summary.Blocks, block => Assert.Equal(steps, block.Updates));
    }

    sealed class StopAfterFirstUpdate(CancellationTokenSource stop) : IRunObserver
    {
        public void Event(RunEvent happened)
        {
        }

        public void Progress(RunProgress progress)
        {
            if (progress.Step > 0)
            {
                stop.Cancel();
            }
        }
    }
}
