using Actors.Data.Batches;
using Actors.Edges;
using Actors.Model.Devices;
using Actors.Regimes;
using Actors.Tracing;

namespace Actors.Loading;

/// <summary>What a loader actor needs.</summary>
/// <param name="Stream">Batches in order from <paramref name="First"/> on; only the loader reads them.</param>
/// <param name="Outlet">The edge to the first block.</param>
/// <param name="Device">Where batches go.</param>
/// <param name="Regime">Learning rate of each batch, parts of a batch, and whether batches wait for each other.</param>
/// <param name="First">The first batch to emit.</param>
/// <param name="SnapshotEvery">Batches between barriers; 0 puts them only before the first batch and behind the last.</param>
/// <param name="Recorder">Keeps each batch as it is emitted; null keeps none.</param>
public sealed record LoaderSetup(
    IBatchStream Stream, Edge Outlet, TorchDevice Device, RegimePlan Regime, long First, long SnapshotEvery, BatchRecorder? Recorder)
{
    /// <summary>Notes what it does; null without a trace.</summary>
    public LoaderTrace? Trace { get; init; }

    /// <summary>The order of its copies to the device, beside what blocks do there.</summary>
    public DeviceStream Copies { get; init; } = DeviceStream.Of(TorchDevice.Cpu);

    /// <summary>The clock by which it waits.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Batches of the whole run.</summary>
    public long Steps => Regime.Steps;
}
