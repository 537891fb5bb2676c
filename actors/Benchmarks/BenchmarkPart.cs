namespace Actors.Benchmarks;

/// <summary>What <c>bench --what</c> chooses from.</summary>
public enum BenchmarkPart
{
    /// <summary>Matrix products and copies of this machine.</summary>
    Gemm,

    /// <summary>Steps of each block, on one core and on all.</summary>
    Steps,

    /// <summary>Activation memory of a step, end to end and block by block, with and without recomputation.</summary>
    Memory,

    /// <summary>Runs of each regime, with actors.</summary>
    Regimes,

    /// <summary>Runs on clips that are decoded, cut from kept frames, or kept whole.</summary>
    Data,

    /// <summary>Runs with cheaper decoders and in bfloat16.</summary>
    Savings,

    /// <summary>The same work by others.</summary>
    Peers,

    /// <summary>How steps grow with batch, tokens, depth and blocks.</summary>
    Growth,

    /// <summary>The automatic partition against all others.</summary>
    Balance,
}
