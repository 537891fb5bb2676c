using Actors.Configuration;

namespace Actors.Benchmarks;

/// <summary>The work that was measured.</summary>
/// <param name="Model">Name of the model.</param>
/// <param name="Partition">Layers of each block.</param>
/// <param name="Batch">Clips of a batch.</param>
/// <param name="VisibleTokens">Visible tokens of a clip.</param>
/// <param name="DecodedTokens">Decoded tokens of a clip.</param>
/// <param name="DecodeFraction">Share of the hidden tokens that these are.</param>
/// <param name="Threads">Intra-op threads of a block.</param>
/// <param name="Device">Where blocks compute.</param>
/// <param name="Configuration">Every key of the run's options that has not its default.</param>
public sealed record WorkReport(
    string Model, IReadOnlyList<int> Partition, int Batch, int VisibleTokens, int DecodedTokens, double DecodeFraction, int Threads, string Device,
    IReadOnlyDictionary<string, string> Configuration)
{
    internal static WorkReport Of(Workload work)
    {
        IReadOnlyDictionary<string, object> standard = ConfigurationKeys.Values(new RunOptions());
        return new WorkReport(
            work.Options.Model.Name, work.Partition.Layers, work.Clips, work.Visible, work.Decoded, work.Options.Training.DecodeFraction, work.Threads,
            work.Device.ToString(), ConfigurationKeys.Values(work.Options)
                .Where(pair => ValueText.ToHocon(pair.Value) != ValueText.ToHocon(standard[pair.Key]))
                .ToDictionary(pair => pair.Key, pair => ValueText.ToHocon(pair.Value), StringComparer.Ordinal));
    }
}
