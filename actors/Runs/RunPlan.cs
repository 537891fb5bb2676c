using Actors.Blocks;
using Actors.Configuration;
using Actors.Edges;
using Actors.Loading;
using Actors.Metrics;

namespace Actors.Runs;

/// <summary>Everything a run coordinator needs: built once, before any actor.</summary>
/// <param name="Options">The validated options.</param>
/// <param name="Loader">The loader's setup.</param>
/// <param name="Blocks">Each block's setup, in order.</param>
/// <param name="Clocks">Each block's clock.</param>
/// <param name="Edges">Each edge, loader first: edge k feeds block k.</param>
/// <param name="Directory">The run directory.</param>
/// <param name="Instruments">The run's metrics.</param>
/// <param name="Observer">Who looks on.</param>
/// <param name="Time">The clock.</param>
/// <param name="Began">Called when every block exists and training begins.</param>
public sealed record RunPlan(
    RunOptions Options, LoaderSetup Loader, IReadOnlyList<BlockSetup> Blocks, IReadOnlyList<BlockClock> Clocks, IReadOnlyList<Edge> Edges,
    RunDirectory Directory, Instruments Instruments, IRunObserver Observer, TimeProvider Time, Action Began)
{
    /// <summary>Batches each block is to learn from.</summary>
    public long Steps => Options.Training.Steps;
}
