using Actors.Data.Batches;
using Actors.Edges;
using Actors.Model.Devices;
using Actors.Model.Optimizers;

namespace Actors.Loading;

/// <summary>What a loader actor needs.</summary>
/// <param name="Stream">Batches in order; only the loader reads them.</param>
/// <param name="Outlet">The edge to the first block.</param>
/// <param name="Device">Where batches go.</param>
/// <param name="Schedule">Learning rate of each batch.</param>
/// <param name="Steps">Batches to emit.</param>
/// <param name="SnapshotEvery">Batches between barriers; 0 puts them only before the first batch and behind the last.</param>
/// <param name="Lockstep">Whether each batch waits until every block has learned from the one before.</param>
public sealed record LoaderSetup(
    BatchStream Stream, Edge Outlet, TorchDevice Device, WarmupCosine Schedule, long Steps, long SnapshotEvery, bool Lockstep);
