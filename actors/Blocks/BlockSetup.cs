using Actors.Edges;
using Actors.Faults;
using Actors.Model.Blocks;
using Actors.Model.Devices;
using Actors.Regimes;
using Actors.Tracing;

namespace Actors.Blocks;

/// <summary>What a block actor needs.</summary>
/// <param name="Plan">Which layers it has, and how they are trained.</param>
/// <param name="Regime">How it learns.</param>
/// <param name="Seed">Seed of its initial weights.</param>
/// <param name="Device">Where it computes.</param>
/// <param name="Threads">Intra-op threads of its steps on the CPU.</param>
/// <param name="Inlet">The edge it takes activations from.</param>
/// <param name="Outlet">The edge it passes them on to; null for the last block.</param>
/// <param name="Delay">How much its steps are stretched.</param>
/// <param name="Snapshots">Folder of the run's snapshots.</param>
/// <param name="Incarnation">Number of the attempt it belongs to.</param>
/// <param name="NonFinite">What it does with a loss or gradient that is not finite.</param>
/// <param name="Faults">What goes wrong on purpose.</param>
/// <param name="Restore">Asked at each start of the actor for the checkpoint it goes on from; null for initial weights.</param>
public sealed record BlockSetup(
    BlockPlan Plan, RegimePlan Regime, long Seed, TorchDevice Device, int Threads, Edge Inlet, Edge? Outlet, StepDelay Delay, string Snapshots,
    int Incarnation, NonFiniteOptions NonFinite, FaultPlan Faults, Func<string?> Restore)
{
    /// <summary>Notes what it does; null without a trace.</summary>
    public BlockTrace? Trace { get; init; }

    /// <summary>The order of its work on the device.</summary>
    public DeviceStream Stream { get; init; } = DeviceStream.Of(TorchDevice.Cpu);

    /// <summary>Its number, from 0.</summary>
    public int Index => Plan.Index;

    /// <summary>Its actor's name.</summary>
    public string Name => NameOf(Index);

    /// <summary>The name of block <paramref name="index"/>'s actor.</summary>
    public static string NameOf(int index) => $"block-{index}";
}
