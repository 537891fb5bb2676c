namespace Actors.Cluster;

/// <summary>What the edges of a run prove to each other.</summary>
/// <param name="Run">The run.</param>
/// <param name="Token">Its secret, 32 random bytes.</param>
internal sealed record RunKey(Guid Run, byte[] Token);
