using System.Text.Json.Serialization;

namespace Actors.Runs;

/// <summary>The content of <c>summary.json</c>. Field names are a contract: outside checks read them.</summary>
public sealed record RunSummary
{
    /// <summary>The regime, as on the command line.</summary>
    public required string Regime { get; init; }

    /// <summary>Layers of each block.</summary>
    public required IReadOnlyList<int> Partition { get; init; }

    /// <summary>The model preset's name.</summary>
    public required string Model { get; init; }

    /// <summary>Batches the last block learned from.</summary>
    public required long Steps { get; init; }

    /// <summary>Clips the last block learned from.</summary>
    public required long Clips { get; init; }

    /// <summary>Clips per second over <see cref="Seconds"/>.</summary>
    public required double ClipsPerSecond { get; init; }

    /// <summary>Wall time of training, from the first batch asked for to the last update.</summary>
    public required double Seconds { get; init; }

    /// <summary>Each block's mean loss over its last batches (at most 20).</summary>
    public required IReadOnlyList<double> FinalLoss { get; init; }

    /// <summary>Each block's loss of its first batch.</summary>
    public required IReadOnlyList<double> FirstLoss { get; init; }

    /// <summary>Each edge's counts, loader first.</summary>
    public required IReadOnlyList<EdgeSummary> Edges { get; init; }

    /// <summary>Each block's seconds in each state.</summary>
    public required IReadOnlyList<BlockSummary> Blocks { get; init; }

    /// <summary>How blocks were supplied with data; null in runs of versions that did not measure it.</summary>
    public DataSummary? Data { get; init; }

    /// <summary>Clips that could not be decoded and were replaced, and why.</summary>
    public required IReadOnlyList<SkippedSummary> Skipped { get; init; }

    /// <summary>Crashes that the run survived.</summary>
    public IReadOnlyList<RestartSummary> Restarts { get; init; } = [];

    /// <summary>What was asked of the run while it went on, in this process; <c>steering.jsonl</c> has that of processes before it as well.</summary>
    public IReadOnlyList<Steering.SteeringLine> Steering { get; init; } = [];

    /// <summary>Largest resident memory of the process, in bytes.</summary>
    public required long PeakRssBytes { get; init; }

    /// <summary>SHA-256 of each block's encoder, decoder and optimizer tensors, in name order, raw little-endian bytes.</summary>
    [JsonPropertyName("weights_sha256")]
    public required IReadOnlyList<string> WeightsSha256 { get; init; }
}
