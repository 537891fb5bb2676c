using Actors.Blocks;
using Actors.Configuration;
using Actors.Edges;
using Actors.Regimes;
using Actors.Runs;
using Xunit;

namespace Actors.Tests.Runs;

/// <summary>Runs of a model so small that a test can afford dozens.</summary>
internal static class TinyRun
{
    public static RunOptions Options { get; } = new()
    {
        Data = new DataOptions { Source = "motion", Clips = 12, Workers = 1, Prefetch = 1 },
        Model = new ModelOptions
        {
            Name = "tiny",
            Width = 24,
            Depth = 4,
            Heads = 3,
            Frames = 4,
            FrameSize = 32,
            DecoderWidth = 12,
            DecoderDepth = 1,
            DecoderHeads = 3,
        },
        Training = new TrainingOptions { Steps = 8, Batch = 2, Blocks = 4, Seed = 7, WarmupSteps = 2 },
        Snapshots = new SnapshotOptions { Every = 0 },
        Metrics = new MetricsOptions { Port = 0 },
    };

    /// <summary>The options with another source of clips: <c>motion</c>, or a folder of real video beside the project.</summary>
    public static RunOptions On(this RunOptions options, string source) =>
        options with { Data = options.Data with { Source = source == "motion" ? source : SharedFolder.Path($"data/{source}"), Workers = source == "motion" ? 1 : 2 } };

    /// <summary>Trains in a folder of its own, which is removed afterwards.</summary>
    public static async Task<RunOutcome> Of(RunOptions options, IRunObserver? observer = null, CancellationToken stop = default)
    {
        using var folder = new TemporaryFolder();
        return await In(folder, options, observer, stop);
    }

    /// <summary>Trains in a given folder.</summary>
    public static Task<RunOutcome> In(TemporaryFolder folder, RunOptions options, IRunObserver? observer = null, CancellationToken stop = default) =>
        Training.RunAsync(new TrainingRequest(options with { Run = folder.Path }, "", "test"), observer ?? new RecordingObserver(), stop);

    /// <summary>Trains to the end and gives each block's hash.</summary>
    public static async Task<IReadOnlyList<string>> Weights(RunOptions options)
    {
        RunOutcome outcome = await Of(options);
        Assert.Equal((ExitCode.Done, ""), (outcome.Code, outcome.Message));
        Assert.All(outcome.Summary!.WeightsSha256, hash => Assert.Matches("^[0-9a-f]{64}$", hash));
        return outcome.Summary.WeightsSha256;
    }

    public static RunOptions With(
        this RunOptions options, Regime? regime = null, IReadOnlyList<int>? partition = null, long? steps = null, IReadOnlyList<int>? capacity = null,
        IReadOnlyList<OverflowPolicy>? overflow = null, int? workers = null, IReadOnlyList<double>? slowdown = null, IReadOnlyList<double>? jitter = null) =>
        options with
        {
            Data = options.Data with { Workers = workers ?? options.Data.Workers },
            Training = options.Training with
            {
                Regime = regime ?? options.Training.Regime,
                Partition = partition ?? options.Training.Partition,
                Steps = steps ?? options.Training.Steps,
            },
            Edges = new EdgeOptions { Capacity = capacity ?? options.Edges.Capacity, Overflow = overflow ?? options.Edges.Overflow },
            Delays = new DelayOptions { Slowdown = slowdown ?? options.Delays.Slowdown, Jitter = jitter ?? options.Delays.Jitter },
        };
}
