using System.Diagnostics;
using Actors.Blocks;
using Actors.Model.Blocks;

namespace Actors.Tracing;

/// <summary>Notes what a block does, on its thread.</summary>
public sealed class BlockTrace
{
    readonly RunTrace trace;
    readonly int track;

    /// <summary>The track of a block.</summary>
    /// <param name="trace">Where to.</param>
    /// <param name="block">The block's number.</param>
    public BlockTrace(RunTrace trace, int block)
    {
        this.trace = trace;
        track = Tracks.Block(block);
    }

    /// <summary>The batch that it works on, of which later phases are; -1 for none.</summary>
    public long Batch { get; set; } = -1;

    /// <summary>A stay in a state is over.</summary>
    public void Stayed(BlockState state, long began, long ended)
    {
        trace.Span(track, NameOf(state), began, ended, state == BlockState.Computing ? Batch : -1);
    }

    /// <summary>A phase of a step is over.</summary>
    public void Timed(StepPhase phase, long began, long ended)
    {
        string name = phase switch
        {
            StepPhase.Forward => "forward",
            StepPhase.Decoder => "decoder",
            StepPhase.Backward => "backward",
            _ => "optimizer",
        };
        trace.Span(track, name, began, ended, Batch);
    }

    /// <summary>The copy of the block's state for a snapshot is made; writing it goes on beside the training.</summary>
    public void Snapshot(long began, long batch) => trace.Span(track, "snapshot", began, Stopwatch.GetTimestamp(), batch);

    /// <summary>Whether a span is a stay in a state: a block is always in one.</summary>
    internal static bool IsStay(TraceLine span) => Array.Exists(Enum.GetValues<BlockState>(), state => span.Is(NameOf(state)));

    static string NameOf(BlockState state) => state switch
    {
        BlockState.Starved => "starved",
        BlockState.Blocked => "blocked",
        BlockState.Computing => "computing",
        BlockState.Paused => "paused",
        _ => "finished",
    };
}
