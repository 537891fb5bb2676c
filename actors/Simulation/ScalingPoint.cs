namespace Actors.Simulation;

/// <summary>A prediction.</summary>
/// <param name="Nodes">Nodes, each a host of its own.</param>
/// <param name="ClipsPerSecond">Of the measured model, its blocks spread over them; nodes beyond its blocks stay idle.</param>
/// <param name="DeepClipsPerSecond">Of a deeper model with at least one block a node, each like the measured ones on average.</param>
public sealed record ScalingPoint(int Nodes, double ClipsPerSecond, double DeepClipsPerSecond);
