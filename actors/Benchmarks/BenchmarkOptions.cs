using Actors.Configuration;

namespace Actors.Benchmarks;

/// <summary>What is measured, and for how long.</summary>
public sealed record BenchmarkOptions
{
    /// <summary>The run whose blocks are measured.</summary>
    public required RunOptions Run { get; init; }

    /// <summary>The parts.</summary>
    /// <value>Default gemm, steps and regimes.</value>
    public IReadOnlyList<BenchmarkPart> What { get; init; } = [BenchmarkPart.Gemm, BenchmarkPart.Steps, BenchmarkPart.Regimes];

    /// <summary>Rounds, each of which measures everything once, one after the other; medians are over rounds.</summary>
    /// <value>Default 5. Range 1 to 1000.</value>
    public int Repeats { get; init; } = 5;

    /// <summary>Time to spend; what is measured in a round is cut to it, down to the least that can be measured.</summary>
    /// <value>Default 90, in seconds.</value>
    public double Seconds { get; init; } = 90;

    /// <summary>Batches of each run of a regime; 0 follows from <see cref="Seconds"/>.</summary>
    /// <value>Default 0.</value>
    public int Batches { get; init; }

    /// <summary>Commands of the peers, by their names: programs that speak the protocol of <c>tests/Bench/README.md</c>.</summary>
    public IReadOnlyList<PeerCommand> Peers { get; init; } = [];
}
