using Actors.Messages;

namespace Actors.Cluster;

/// <summary>Tells a node which blocks of an incarnation are its own. They wait to be wired.</summary>
/// <param name="Run">The run.</param>
/// <param name="Incarnation">Number of the attempt, from 1.</param>
/// <param name="Token">The run's secret, which both ends of an edge prove to have.</param>
/// <param name="Directory">The run directory, the same path on every node.</param>
/// <param name="Configuration">The run's effective configuration as HOCON.</param>
/// <param name="From">Folder of the snapshot to begin at; null for initial weights.</param>
/// <param name="Places">Where each block is, in order of the blocks.</param>
public sealed record PlaceBlocks(
    Guid Run, int Incarnation, byte[] Token, string Directory, string Configuration, string? From, IReadOnlyList<BlockPlace> Places) : IControlMessage;
