using Actors.Runs;
using TorchSharp;

namespace Actors.Benchmarks;

/// <summary>What a benchmark found: the document of <c>--json</c>, and of the files in <c>tests/Bench/results</c>.</summary>
/// <remarks>Parts that were not asked for are null or empty. Rates are per second, sizes in bytes, times in seconds.</remarks>
public sealed record BenchmarkReport
{
    /// <summary>Version of this program, with the git commit it was built from.</summary>
    public required string Version { get; init; }

    /// <summary>When, UTC.</summary>
    public required DateTimeOffset Measured { get; init; }

    /// <summary>Where.</summary>
    public required MachineFacts Hardware { get; init; }

    /// <summary>Versions by name.</summary>
    public required IReadOnlyDictionary<string, string> Libraries { get; init; }

    /// <summary>What was measured.</summary>
    public required WorkReport Work { get; init; }

    /// <summary>Rounds: every median is over so many values.</summary>
    public required int Repeats { get; init; }

    /// <summary>What the machine does at best.</summary>
    public MachineReport? Machine { get; init; }

    /// <summary>Steps of each block.</summary>
    public IReadOnlyList<ChainReport> Chains { get; init; } = [];

    /// <summary>Activation memory of steps.</summary>
    public IReadOnlyList<MemoryReport> Memory { get; init; } = [];

    /// <summary>Runs of each regime.</summary>
    public IReadOnlyList<RegimeReport> Regimes { get; init; } = [];

    /// <summary>Whether the loader keeps the blocks fed.</summary>
    public DataReport? Data { get; init; }

    /// <summary>What cheaper decoders and bfloat16 bring.</summary>
    public SavingsReport? Savings { get; init; }

    /// <summary>The same work by others.</summary>
    public PeersReport? Peers { get; init; }

    /// <summary>How steps grow.</summary>
    public GrowthReport? Growth { get; init; }

    /// <summary>The automatic partition.</summary>
    public BalanceReport? Balance { get; init; }

    /// <summary>A report with nothing measured yet.</summary>
    internal static BenchmarkReport Of(Workload work, int repeats) => new()
    {
        Version = BuildVersion.Text,
        Measured = DateTimeOffset.UtcNow,
        Hardware = MachineFacts.Here(),
        Libraries = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["dotnet"] = Environment.Version.ToString(),
            ["torchsharp"] = BuildVersion.Of(typeof(torch).Assembly),
            ["libtorch"] = torch.__version__,
            ["akka"] = BuildVersion.Of(typeof(Akka.Actor.ActorSystem).Assembly),
        },
        Work = WorkReport.Of(work),
        Repeats = repeats,
    };
}
