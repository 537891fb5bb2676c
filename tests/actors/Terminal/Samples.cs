using Actors.Blocks;
using Actors.Runs;

namespace Actors.Tests.Terminal;

/// <summary>A run to draw.</summary>
internal static class Samples
{
    public static RunProgress Progress { get; } = new(
        120, 300, 23.4, 41.2345, 35, 2,
        [
            new(0, 123, 1.2290, 0.6512, BlockState.Computing, 2, 20, 1),
            new(1, 122, 1.1890, 0.0123, BlockState.Starved, 5, 15, 0),
            new(2, 0, double.NaN, double.NaN, BlockState.Blocked, 0, 0, 0),
        ],
        [
            new("loader->block-0", 2, 2, 125, 123, 0, 0),
            new("block-0->block-1", 1, 2, 123, 122, 0, 1.25),
            new("block-1->block-2", 16, 16, 122, 0, 0, double.NaN),
        ]);

    public static RunSummary Summary { get; } = new()
    {
        Regime = "async",
        Partition = [4, 4],
        Model = "nano",
        Steps = 20,
        Clips = 160,
        ClipsPerSecond = 41.2,
        Seconds = 3.88,
        FirstLoss = [1.2, 1.25],
        FinalLoss = [0.6, double.NaN],
        Edges = [new("loader->block-0", 2, "wait", 20, 20, 0, 0, 2, 0, 0), new("block-0->block-1", 2, "wait", 20, 19, 1, 0, 2, 0.5, 2)],
        Blocks = [],
        Skipped = [],
        PeakRssBytes = 1,
        WeightsSha256 = ["0123456789abcdef", "fedcba9876543210"],
    };
}
