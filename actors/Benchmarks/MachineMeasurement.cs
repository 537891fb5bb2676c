using Actors.Model.Costs;
using static TorchSharp.torch;

namespace Actors.Benchmarks;

/// <summary>Matrix products and copies.</summary>
internal sealed class MachineMeasurement : IMeasurement
{
    const double Seconds = 0.15;

    readonly List<double>[] values = [[], [], [], [], [], []];

    /// <inheritdoc/>
    public string Name => "gemm";

    /// <summary>Seconds of a round.</summary>
    public static double SecondsOfRound => 7 * Seconds;

    /// <summary>Operations per second of one core's float32 matrix products in the last round.</summary>
    public double LastOfCore => values[0][^1];

    /// <summary>Operations per second of all cores' float32 matrix products in the last round.</summary>
    public double LastOfCores => values[1][^1];

    /// <inheritdoc/>
    public void Round()
    {
        values[0].Add(MachineRate.MatrixProducts(ScalarType.Float32, 1, Seconds));
        values[1].Add(MachineRate.MatrixProducts(ScalarType.Float32, Workload.Cores, Seconds));
        values[2].Add(MachineRate.MatrixProducts(ScalarType.BFloat16, 1, Seconds));
        values[3].Add(MachineRate.MatrixProducts(ScalarType.BFloat16, Workload.Cores, Seconds));
        values[4].Add(MachineRate.Copies(1, Seconds));
        values[5].Add(MachineRate.Copies(Workload.Cores, Seconds));
    }

    /// <inheritdoc/>
    public BenchmarkReport Into(BenchmarkReport report)
    {
        Sample[] samples = [.. values.Select(all => Sample.Of(all))];
        return report with { Machine = new MachineReport(samples[0], samples[1], samples[2], samples[3], samples[4], samples[5]) };
    }

    /// <inheritdoc/>
    public void Dispose()
    {
    }
}
