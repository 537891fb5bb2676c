namespace Actors.Edges;

/// <summary>Who an edge joins and how it behaves.</summary>
/// <param name="Producer">Name of the producing actor.</param>
/// <param name="Consumer">Name of the consuming actor.</param>
/// <param name="Capacity">Activations it may hold.</param>
/// <param name="Overflow">What a full edge does.</param>
/// <param name="MaxAge">Largest age at which an activation is used, in updates of the producer; -1 for no bound.</param>
/// <param name="Replays">Times a starved consumer may learn from the same activation again; 0 for never.</param>
/// <param name="Latency">Time an activation spends on it, in seconds.</param>
/// <param name="Bandwidth">Its rate in bytes per second; 0 is unlimited.</param>
public sealed record EdgePlan(
    string Producer, string Consumer, int Capacity, OverflowPolicy Overflow, int MaxAge = -1, int Replays = 0, double Latency = 0, double Bandwidth = 0)
{
    /// <summary>Its name, such as <c>block-0->block-1</c>.</summary>
    public string Name => $"{Producer}->{Consumer}";

    /// <summary>The link it plays.</summary>
    public LinkDelay Link() => new(Latency, Bandwidth, TimeProvider.System);
}
