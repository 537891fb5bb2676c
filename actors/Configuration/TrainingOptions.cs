using System.ComponentModel.DataAnnotations;
using Actors.Model.Layers;
using Actors.Regimes;

namespace Actors.Configuration;

/// <summary>What is trained, for how long and on what.</summary>
public sealed record TrainingOptions
{
    /// <summary>In what order blocks learn.</summary>
    /// <value>Default <c>async</c>.</value>
    public Regime Regime { get; init; } = Regime.Async;

    /// <summary>Layers of each block, such as <c>3,3,3,3</c>; empty splits the depth over <see cref="Blocks"/> as evenly as it can.</summary>
    /// <value>Default empty. Must add up to the model's depth.</value>
    public IReadOnlyList<int> Partition { get; init; } = [];

    /// <summary>Number of blocks when <see cref="Partition"/> is empty.</summary>
    /// <value>Default 4. Range 1 to 256, at most the model's depth. Ignored when a partition is given.</value>
    [Range(1, 256)]
    public int Blocks { get; init; } = 4;

    /// <summary>Whether the layers are split over <see cref="Blocks"/> so that the slowest block is as fast as can be, its decoder included.</summary>
    /// <value>Default <c>none</c>. Ignored when a partition is given: the one that was found is written into the run's configuration.</value>
    public Balance Balance { get; init; } = Balance.None;

    /// <summary>Batches each block learns from.</summary>
    /// <value>Default 300. Range 1 to 1000000000, in batches.</value>
    [Range(1, 1_000_000_000)]
    public long Steps { get; init; } = 300;

    /// <summary>Batches each block learns from in regime <c>sequential</c>; empty splits <see cref="Steps"/> evenly, larger shares first.</summary>
    /// <value>Default empty. One for each block, or one for all. Ignored in the other regimes.</value>
    public IReadOnlyList<int> Share { get; init; } = [];

    /// <summary>Parts a batch is cut into in regime <c>e2e</c>, so that blocks work on different parts at once.</summary>
    /// <value>Default 1 (the paper's baseline). Range 1 to 4096; divides <see cref="Batch"/>. Ignored in the other regimes.</value>
    [Range(1, 4096)]
    public int MicroBatches { get; init; } = 1;

    /// <summary>Clips in a batch.</summary>
    /// <value>Default 8. Range 1 to 4096.</value>
    [Range(1, 4096)]
    public int Batch { get; init; } = 8;

    /// <summary>Seed of initial weights, data order, crops, masks and delays.</summary>
    /// <value>Default 1.</value>
    public long Seed { get; init; } = 1;

    /// <summary>Weights to begin with: a VideoMAE in safetensors under Hugging Face's or the original's names, or a folder with such a
    /// <c>model.safetensors</c>. Decoders that it lacks begin from the seed.</summary>
    /// <value>Default empty: all weights from the seed. Ignored when a run is resumed.</value>
    public string Init { get; init; } = "";

    /// <summary>Share of a clip's cells that is hidden, the same cells in every time slot.</summary>
    /// <value>Default 0.9. Range 0.05 to 0.98.</value>
    [Range(0.05, 0.98)]
    public double MaskRatio { get; init; } = 0.9;

    /// <summary>Share of the hidden tokens that decoders reconstruct.</summary>
    /// <value>Default 1 (all, as the paper). Range 0.01 to 1.</value>
    [Range(0.01, 1.0)]
    public double DecodeFraction { get; init; } = 1;

    /// <summary>Learning rate at the end of the warm-up.</summary>
    /// <value>Default 0.001. Range 0 to 10.</value>
    [Range(0.0, 10.0)]
    public double LearningRate { get; init; } = 1e-3;

    /// <summary>Learning rate at the end of the run, reached along a cosine.</summary>
    /// <value>Default 0.00001. Range 0 to 10.</value>
    [Range(0.0, 10.0)]
    public double FinalLearningRate { get; init; } = 1e-5;

    /// <summary>Steps over which the learning rate rises from 0.</summary>
    /// <value>Default 20. Range 0 to 1000000000, in batches.</value>
    [Range(0, 1_000_000_000)]
    public long WarmupSteps { get; init; } = 20;

    /// <summary>Decoupled weight decay on matrices; none on biases, norms and mask tokens.</summary>
    /// <value>Default 0.05. Range 0 to 10.</value>
    [Range(0.0, 10.0)]
    public double WeightDecay { get; init; } = 0.05;

    /// <summary>Decay of AdamW's first moment.</summary>
    /// <value>Default 0.9. Range 0 to 0.9999.</value>
    [Range(0.0, 0.9999)]
    public double Beta1 { get; init; } = 0.9;

    /// <summary>Decay of AdamW's second moment.</summary>
    /// <value>Default 0.95. Range 0 to 0.99999.</value>
    [Range(0.0, 0.99999)]
    public double Beta2 { get; init; } = 0.95;

    /// <summary>Device blocks compute on: <c>cpu</c>, <c>cuda</c> or <c>cuda:i</c>.</summary>
    /// <value>Default <c>cpu</c>.</value>
    [RegularExpression("cpu|cuda(:[0-9]{1,3})?", ErrorMessage = "cpu, cuda or cuda:i (such as cuda:0)")]
    [Required]
    public string Device { get; init; } = "cpu";

    /// <summary>What matrix products are computed in: <c>fp32</c> or <c>bf16</c>. Weights, losses, norms and softmax are float32 in either.</summary>
    /// <value>Default <c>fp32</c>. <c>bf16</c> is quicker where the processor has products of it (AVX-512 BF16, AMX) or the device is a GPU.</value>
    public Precision Precision { get; init; } = Precision.Fp32;

    /// <summary>What a backward pass computes again so that a forward pass need not keep it: <c>none</c> or <c>layers</c>, each from its input.</summary>
    /// <value>Default <c>none</c>. The bits are the same; <c>layers</c> takes less memory and a third more of the layers' time.</value>
    public Recompute Recompute { get; init; } = Recompute.None;

    /// <summary>Intra-op threads of each block on the CPU.</summary>
    /// <value>Default 1. Range 1 to 256. The bits of a run depend on it, not on the number of cores.</value>
    [Range(1, 256)]
    public int Threads { get; init; } = 1;
}
